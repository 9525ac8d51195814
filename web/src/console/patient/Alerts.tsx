import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useErrorWords } from '../../graphql/problems.ts';
import { useFeed } from '../../graphql/use_feed.ts';
import { useSaving } from '../../graphql/use_saving.ts';
import { useFormat } from '../../i18n/format.ts';
import { listedName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDraft } from '../../session/use_draft.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { ActionDialog } from '../../ui/console/ActionDialog.tsx';
import { Button } from '../../ui/console/Button.tsx';
import { Dialog, DialogActions } from '../../ui/console/Dialog.tsx';
import { TextField } from '../../ui/console/TextField.tsx';
import { WarningIcon } from '../../ui/icons.tsx';
import { Banner } from '../../ui/Notice.tsx';
import { messageWords } from '../words/messages.ts';
import { reasonWords } from '../words/reasons.ts';
import styles from './Patient.module.css';
import { PatientFeed } from './patient_feed.ts';
import { patientsRoute } from './route.tsx';
import { texts } from './texts.ts';
import { useGathered } from './use_gathered.ts';

const AlertFragment = graphql(`
  fragment Alert on Alert {
    id
    reason
    raisedAt
    resolvedAt
    resolution
    patient {
      id
      givenName
      familyName
    }
    notification {
      id
      kind
    }
  }
`);

const AlertsQuery = graphql(
  `
  query Alerts($resolved: Boolean!, $after: String) {
    worklist(first: 0) {
      feedCursor
    }
    alerts(resolved: $resolved, first: 50, after: $after) {
      nodes {
        id
        ...Alert
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`,
  [AlertFragment],
);

const ResolveAlert = graphql(
  `
  mutation ResolveAlert($input: ResolveAlertInput!) {
    resolveAlert(input: $input) {
      alert {
        id
        ...Alert
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [AlertFragment],
);

/** What could not be said in time, the oldest first, until somebody deals with it. */
export function Alerts() {
  const t = useTexts(texts);
  const words = useErrorWords();
  const [isHistory, setHistory] = useState(false);
  const [after, setAfter] = useState<string | null>(null);
  const { alerta: resolving } = patientsRoute.useSearch();
  const navigate = useNavigate({ from: patientsRoute.fullPath });
  const resolve = (alerta?: string) =>
    void navigate({
      replace: true,
      resetScroll: false,
      search: alerta === undefined ? {} : { alerta },
      state: true,
    });
  const [{ data, error, fetching, stale }, read] = useQuery({
    query: AlertsQuery,
    variables: { resolved: isHistory, after },
    requestPolicy: 'cache-and-network',
  });
  const readAgain = useGathered(() => {
    setAfter(null);
    read({ requestPolicy: 'network-only' });
  });
  useFeed(PatientFeed, data?.worklist.feedCursor, {
    onResync: readAgain,
    onEvent: ({ kind }) => {
      if (kind === 'ALERT_RAISED' || kind === 'ALERT_RESOLVED') readAgain();
    },
  });
  const alert = data?.alerts.nodes.find(({ id }) => id === resolving);
  const { hasNextPage, endCursor } = data?.alerts.pageInfo ?? { hasNextPage: false, endCursor: null };
  const isAhead = resolving !== undefined && !alert && hasNextPage;
  useEffect(() => {
    if (isAhead) setAfter(endCursor);
  }, [isAhead, endCursor]);
  return (
    <section aria-labelledby="alerts" className={styles.section}>
      <header>
        <h2 id="alerts">{t.alerts}</h2>
        <label className={styles.choice}>
          <input
            checked={isHistory}
            onChange={(event) => {
              setAfter(null);
              setHistory(event.target.checked);
            }}
            type="checkbox"
          />
          {t.showResolved}
        </label>
      </header>
      <p className={styles.soft}>{t.alertsWhy}</p>
      {error && <Banner tone="danger">{words(error).join(' ')}</Banner>}
      {data?.alerts.nodes.length === 0 && <p>{t.noAlerts}</p>}
      <ul className={styles.items}>
        {data?.alerts.nodes.map((node) => (
          <AlertItem alert={node} key={node.id} resolve={resolve} />
        ))}
      </ul>
      {hasNextPage && (
        <Button isDisabled={fetching} onPress={() => setAfter(endCursor)}>
          {t.more}
        </Button>
      )}
      {alert && <ResolveDialog alert={alert} id={alert.id} key={alert.id} onClose={() => resolve()} />}
      {resolving !== undefined && data && !alert && !fetching && !stale && !hasNextPage && (
        <Dialog isOpen onClose={() => resolve()} title={t.resolveAlertTitle}>
          <p>{t.noSuchAlert}</p>
          <DialogActions>
            <Button onPress={() => resolve()}>{t.close}</Button>
          </DialogActions>
        </Dialog>
      )}
    </section>
  );
}

function AlertItem(props: { alert: FragmentOf<typeof AlertFragment>; resolve: (id: string) => void }) {
  const { id, raisedAt, resolvedAt, resolution } = readFragment(AlertFragment, props.alert);
  const t = useTexts(texts);
  const { dateTime } = useFormat();
  return (
    <li>
      <Unsaid alert={props.alert} />
      <p className={styles.soft}>
        <time dateTime={raisedAt}>{dateTime(raisedAt)}</time>
        {resolvedAt !== null && ` · ${dateTime(resolvedAt)}: ${resolution}`}
      </p>
      {resolvedAt === null && (
        <div className={styles.actions}>
          <Button onPress={() => props.resolve(id)}>{t.resolveAlert}</Button>
        </div>
      )}
    </li>
  );
}

/** To whom what could not be said, and why not. */
function Unsaid(props: { alert: FragmentOf<typeof AlertFragment> }) {
  const { patient, reason, notification } = readFragment(AlertFragment, props.alert);
  const kinds = useTexts(messageWords).kind;
  const reasons = useTexts(reasonWords);
  return (
    <>
      <p className={styles.warning}>
        <WarningIcon />
        <Link params={{ id: patient.id }} to="/pacientes/$id">
          {listedName(patient)}
        </Link>
      </p>
      <p>
        {kinds[notification.kind]}: {reasons[reason] ?? reason}
      </p>
    </>
  );
}

function ResolveDialog(props: { id: string; alert: FragmentOf<typeof AlertFragment>; onClose: () => void }) {
  const { id, alert, onClose } = props;
  const t = useTexts(texts);
  const announce = useAnnounce();
  const [note, setNote] = useDraft(`alert.${id}`, '');
  const { save, problems, isSaving } = useSaving(['note']);
  const submit = async () => {
    if (!(await save(ResolveAlert, { input: { id, note } }))) return;
    setNote(undefined);
    announce(t.alertResolved);
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.resolveAlert}
      title={t.resolveAlertTitle}
    >
      <Unsaid alert={alert} />
      <TextField
        autoFocus
        isRequired
        label={t.resolveAlertNote}
        multiline
        onChange={setNote}
        problem={problems?.fields.note}
        value={note}
      />
    </ActionDialog>
  );
}
