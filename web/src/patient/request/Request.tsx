import { useQuery } from 'urql';
import { Link, useParams, useSearch } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Badge } from '../../ui/Notice.tsx';
import { buttonLook } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { AppointmentFragment } from '../journey/appointment.ts';
import { StudyFragment } from '../journey/study.ts';
import { later } from '../screen.ts';
import { ReachClinic } from '../shell/ReachClinic.tsx';
import { NotFound } from '../shell/Shell.tsx';
import { Unavailable } from '../shell/Unavailable.tsx';
import { ForPatient } from '../sign_in/ForPatient.tsx';
import { useOwnRequests } from './live.ts';
import { Received } from './Received.tsx';
import styles from './request.module.css';
import { SentOrder, SentOrderFragment } from './SentOrder.tsx';
import { isClosed, TONES } from './states.ts';
import { texts } from './texts.ts';

const BookedRequest = later(() => import('./BookedRequest.tsx').then((loaded) => loaded.BookedRequest));

const RequestQuery = graphql(
  `
    query OwnRequest($id: ID!) {
      viewer {
        __typename
        ... on Patient {
          id
          mobilePhoneDisplay
          assistanceRequests(first: 1) {
            feedCursor
          }
        }
      }
      assistanceRequest(id: $id) {
        id
        uploadedAt
        state
        appointment {
          id
          services {
            id
            ...Study
          }
          ...Appointment
        }
        order {
          id
          ...SentOrder
        }
        newPhotoReason
      }
    }
  `,
  [AppointmentFragment, SentOrderFragment, StudyFragment],
);

/** One request of the patient: where it stands, and what there is to do. */
export function Request() {
  const { id } = useParams<{ id: string }>();
  return <ForPatient>{() => <Standing id={id} />}</ForPatient>;
}

function Standing({ id }: { id: string }) {
  const t = useTexts(texts);
  const { date } = useFormat();
  const wasJustSent = new URLSearchParams(useSearch()).has('recibida');
  const [{ data, error }, read] = useQuery({
    query: RequestQuery,
    variables: { id },
    // Addresses of pictures are short-lived.
    requestPolicy: 'cache-and-network',
  });
  const patient = data?.viewer?.__typename === 'Patient' ? data.viewer : undefined;
  useOwnRequests(patient?.assistanceRequests.feedCursor, () => read({ requestPolicy: 'network-only' }));
  if (!data) return <Unavailable again={read} error={error} />;
  const request = data.assistanceRequest;
  if (!request) return <NotFound />;
  const { state, newPhotoReason, appointment } = request;
  const phone = patient?.mobilePhoneDisplay ?? '';
  return (
    <>
      {wasJustSent && state === 'PENDING_REVIEW' ? (
        <Received phone={phone} />
      ) : (
        <>
          <PageTitle>{t.sentOn(date(request.uploadedAt))}</PageTitle>
          <section aria-live="polite" className={styles.state}>
            <Badge tone={TONES[state]}>{t.states[state]}</Badge>
            <p>{t.explained[state]}</p>
            {state === 'AWAITING_PHOTO' && (
              <>
                {newPhotoReason && (
                  <p>
                    {t.reason} <strong>{newPhotoReason}</strong>
                  </p>
                )}
                <Link className={buttonLook} href={`/ordenes/${id}/fotos`}>
                  {t.sendPhoto}
                </Link>
              </>
            )}
            {!isClosed(state) && state !== 'AWAITING_PHOTO' && (
              <p className={styles.soft}>
                {t.weWillWrite} <strong>{phone}</strong>. <Link href="/mis-datos">{t.change}</Link>
              </p>
            )}
            {state === 'DISPATCHED' && <p className={styles.soft}>{t.notArrived}</p>}
            {isClosed(state) && state !== 'BOOKED' && <ReachClinic />}
          </section>
        </>
      )}
      {state === 'BOOKED' && appointment && (
        <BookedRequest appointment={appointment} services={appointment.services} />
      )}
      <SentOrder order={request.order} />
      <Link className={styles.back} href="/ordenes">
        {t.back}
      </Link>
    </>
  );
}
