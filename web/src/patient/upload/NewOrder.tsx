import { useState, useSyncExternalStore } from 'react';
import { useQuery } from 'urql';
import { Link, useLocation } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { ConfirmContact } from '../account/ConfirmContact.tsx';
import { ContactFragment } from '../account/ContactForm.tsx';
import { isClosed } from '../request/states.ts';
import { Unavailable } from '../shell/Unavailable.tsx';
import { ForPatient } from '../sign_in/ForPatient.tsx';
import { orderUpload } from './order_upload.ts';
import { SendOrder } from './SendOrder.tsx';
import { texts } from './texts.ts';
import { UploadLimitsFragment } from './upload_limits.ts';

const NewOrderQuery = graphql(
  `
    query NewOrder($id: ID!) {
      clinic {
        id
        ...UploadLimits
      }
      patient(id: $id) {
        id
        coverage {
          payer {
            id
          }
        }
        ...Contact
        assistanceRequests(first: 10) {
          nodes {
            id
            state
            uploadedAt
          }
        }
      }
    }
  `,
  [ContactFragment, UploadLimitsFragment],
);

/** An order for the clinic to look at. */
export function NewOrder() {
  return <ForPatient>{({ id }) => <Steps patientId={id} />}</ForPatient>;
}

function Steps({ patientId }: { patientId: string }) {
  const t = useTexts(texts);
  const { date } = useFormat();
  const [, navigate] = useLocation();
  const [{ data, error }, read] = useQuery({
    query: NewOrderQuery,
    variables: { id: patientId },
    // There may be an order since, sent from here or from another telephone.
    requestPolicy: 'cache-and-network',
  });
  const [upload] = useState(() => orderUpload(patientId, undefined));
  const { contactConfirmed } = useSyncExternalStore(upload.subscribe, upload.get);
  if (!data?.patient) return <Unavailable again={read} error={error} />;
  const { patient, clinic } = data;
  const open = patient.assistanceRequests.nodes.find(({ state }) => !isClosed(state));
  return (
    <>
      <PageTitle>{t.title}</PageTitle>
      {contactConfirmed ? (
        <>
          {open && (
            <Banner tone="accent">
              {t.openOrder(date(open.uploadedAt))}
              <Link href={`/ordenes/${open.id}`}>{t.seeOpenOrder}</Link>
            </Banner>
          )}
          <SendOrder
            limits={clinic}
            noteHelp={patient.coverage ? undefined : t.noteHelp}
            onDone={(id) => navigate(`/ordenes/${id}?recibida`, { replace: true })}
            upload={upload}
          />
        </>
      ) : (
        <ConfirmContact onConfirmed={() => upload.confirmContact()} patient={patient} />
      )}
    </>
  );
}
