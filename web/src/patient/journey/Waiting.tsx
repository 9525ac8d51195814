import { useTexts } from '../../i18n/texts.ts';
import { isClosed } from '../request/states.ts';
import { ReachClinic } from '../shell/ReachClinic.tsx';
import type { RequestHolder } from './holder.tsx';
import styles from './journey.module.css';
import { Page } from './Page.tsx';
import { texts } from './texts.ts';

/** A request in which there is nothing for its patient to do: staff are looking at it, or it is closed. */
export function Waiting({ holder }: { holder: RequestHolder }) {
  const t = useTexts(texts);
  const note = isClosed(holder.assistanceRequest.state) ? t.closed : t.waiting;
  return (
    <Page forms={holder.forms} title={note.title}>
      <div className={styles.card}>
        <p>{note.words}</p>
        {note === t.closed && <ReachClinic />}
      </div>
    </Page>
  );
}
