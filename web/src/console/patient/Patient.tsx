import { Link, useCanGoBack, useRouter } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useErrorWords } from '../../graphql/problems.ts';
import { useFeed } from '../../graphql/use_feed.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { Banner, EmptyState } from '../../ui/Notice.tsx';
import { useTitle } from '../shell/use_title.ts';
import { Appointments, PatientAppointmentsFragment } from './Appointments.tsx';
import { CarePlans, PatientCarePlansFragment } from './CarePlans.tsx';
import { Forms, PatientFormsFragment } from './Forms.tsx';
import styles from './Patient.module.css';
import { PatientData, PatientDataFragment } from './PatientData.tsx';
import { PatientFeed } from './patient_feed.ts';
import { PatientRequestsFragment, Requests } from './Requests.tsx';
import { patientRoute } from './route.tsx';
import { PatientTimelineFragment, Timeline } from './Timeline.tsx';
import { texts } from './texts.ts';
import { useGathered } from './use_gathered.ts';

const PatientQuery = graphql(
  `
  query Patient($id: ID!) {
    patient(id: $id) {
      id
      ...PatientData
      ...PatientRequests
      ...PatientAppointments
      ...PatientCarePlans
      ...PatientForms
      ...PatientTimeline
    }
    worklist(first: 1) {
      feedCursor
    }
  }
`,
  [
    PatientDataFragment,
    PatientRequestsFragment,
    PatientAppointmentsFragment,
    PatientCarePlansFragment,
    PatientFormsFragment,
    PatientTimelineFragment,
  ],
);

/** Everything about one patient, and everything that was said to them. */
export function Patient() {
  const { id } = patientRoute.useParams();
  return <PatientOf id={id} key={id} />;
}

function PatientOf({ id }: { id: string }) {
  const t = useTexts(texts);
  useTitle(t.patient);
  const words = useErrorWords();
  const [{ data, error, fetching }, ask] = useQuery({
    query: PatientQuery,
    variables: { id },
    requestPolicy: 'cache-and-network',
  });
  const again = () => ask({ requestPolicy: 'network-only' });
  const patient = data?.patient;
  const soonAgain = useGathered(again);
  useFeed(PatientFeed, data?.worklist.feedCursor, {
    onResync: soonAgain,
    onEvent: ({ patientId }) => {
      if (patientId === id) soonAgain();
    },
  });

  if (!patient) {
    if (fetching) return <p role="status">{t.reading}</p>;
    if (!error)
      return (
        <EmptyState isPage title={t.notFound}>
          <Link to="/pacientes">{t.back}</Link>
        </EmptyState>
      );
  }
  return (
    <div className={styles.page}>
      {error && (
        <Banner tone="danger" urgent>
          {words(error).join(' ')}
          <Button onPress={again}>{t.tryAgain}</Button>
        </Banner>
      )}
      {patient && (
        <>
          <Back />
          <PatientData again={again} patient={patient} />
          <div className={styles.columns}>
            <div className={styles.column}>
              <Requests patient={patient} />
              <Appointments patient={patient} />
              <CarePlans again={again} patient={patient} />
              <Forms again={again} patient={patient} />
            </div>
            <Timeline patient={patient} />
          </div>
        </>
      )}
    </div>
  );
}

/** Leads to where one came from: a list stands there as it was left. */
function Back() {
  const t = useTexts(texts);
  const { history } = useRouter();
  const canGoBack = useCanGoBack();
  return (
    <p>
      <Link
        onClick={(event) => {
          if (!canGoBack) return;
          event.preventDefault();
          history.back();
        }}
        to="/pacientes"
      >
        ← {t.goBack}
      </Link>
    </p>
  );
}
