import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Badge } from '../../ui/Notice.tsx';
import { ACTIONS, type Action } from '../request/actions.ts';
import { RequestAction } from '../request/RequestAction.tsx';
import { RequestRowFragment } from '../request/request_row.ts';
import { reasonWords } from '../words/reasons.ts';
import { REQUEST_TONES, requestWords } from '../words/requests.ts';
import { RowActions } from '../worklist/RowActions.tsx';
import styles from './Patient.module.css';
import { Section } from './Section.tsx';
import { texts } from './texts.ts';
import { useDialog } from './use_dialog.ts';
import { useMore } from './use_more.ts';

const PatientRequestFragment = graphql(
  `
  fragment PatientRequest on AssistanceRequest {
    id
    services {
      id
      name
    }
    ...RequestRow
  }
`,
  [RequestRowFragment],
);

export const PatientRequestsFragment = graphql(
  `
  fragment PatientRequests on Patient {
    id
    assistanceRequests(first: 50) {
      nodes {
        id
        ...PatientRequest
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`,
  [PatientRequestFragment],
);

const MoreRequests = graphql(
  `
  query MorePatientRequests($id: ID!, $after: String) {
    patient(id: $id) {
      id
      assistanceRequests(first: 50, after: $after) {
        nodes {
          id
          ...PatientRequest
          replies {
            text
            buttonPayload
            receivedAt
          }
          contactAttempts {
            at
            message
            by {
              id
              name
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`,
  [PatientRequestFragment],
);

/** The patient's requests, the newest first, with what can be done with each. */
export function Requests({ patient }: { patient: FragmentOf<typeof PatientRequestsFragment> }) {
  const t = useTexts(texts);
  const { id, assistanceRequests } = readFragment(PatientRequestsFragment, patient);
  const { nodes, pageInfo } = assistanceRequests;
  const more = useMore(MoreRequests, id, pageInfo);
  const { accion, sobre, open, close } = useDialog();
  const action = ACTIONS.find((action) => action === accion);
  return (
    <Section empty={nodes.length === 0 ? t.noRequests : undefined} more={more} title={t.requests}>
      <ul className={styles.items}>
        {nodes.map((node) => (
          <RequestItem act={open} key={node.id} request={node} />
        ))}
      </ul>
      {action && sobre !== undefined && (
        <RequestAction action={action} id={sobre} key={`${action} ${sobre}`} onClose={close} />
      )}
    </Section>
  );
}

function RequestItem(props: {
  request: FragmentOf<typeof PatientRequestFragment>;
  act: (action: Action, id: string) => void;
}) {
  const t = useTexts(texts);
  const words = useTexts(requestWords);
  const reasons = useTexts(reasonWords);
  const { dateTime } = useFormat();
  const request = readFragment(PatientRequestFragment, props.request);
  const row = readFragment(RequestRowFragment, request);
  const { state, attentionReason, outcome } = row;
  return (
    <li>
      <p>
        {t.uploaded(dateTime(row.uploadedAt))} <Badge tone={REQUEST_TONES[state]}>{words.state[state]}</Badge>
      </p>
      {request.services.length > 0 && <p>{request.services.map(({ name }) => name).join(', ')}</p>}
      {attentionReason !== null && (
        <p className={styles.warning}>{reasons[attentionReason] ?? attentionReason}</p>
      )}
      {outcome !== null && <p className={styles.soft}>{words.outcome[outcome]}</p>}
      <RowActions act={props.act} isRoomy row={row} />
    </li>
  );
}
