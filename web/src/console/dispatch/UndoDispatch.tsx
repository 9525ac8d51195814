import { useQuery } from 'urql';
import { serverNow } from '../../graphql/clock.ts';
import { graphql } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { listedName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import type { LastDispatch } from './last_dispatch.ts';
import { texts } from './texts.ts';
import styles from './UndoDispatch.module.css';

/** Whom it went to is asked, and not kept with it: names do not belong into the browser's storage. */
const PatientQuery = graphql(`
  query LastDispatch($id: ID!) {
    assistanceRequest(id: $id) {
      id
      patient {
        id
        givenName
        familyName
      }
    }
  }
`);

/** Tells of the confirmation that was made last, while it can be taken back. */
export function UndoDispatch({ last, onUndo }: { last: LastDispatch; onUndo: () => void }) {
  const t = useTexts(texts);
  const { time } = useFormat();
  const [{ data }] = useQuery({ query: PatientQuery, variables: { id: last.id } });
  if (Date.parse(last.dueAt) <= serverNow()) return null;
  const patient = data?.assistanceRequest?.patient;
  return (
    <p className={styles.undo}>
      <span>
        {patient && <strong>{listedName(patient)}</strong>} {t.last(time(last.dueAt))}
      </span>
      <Button aria-keyshortcuts="Z" onPress={onUndo} variant="quiet">
        {t.undo}
      </Button>
    </p>
  );
}
