import { useState } from 'react';
import { useQuery } from 'urql';
import { Link, useLocation, useParams } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { EmptyState } from '../../ui/Notice.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { NotFound } from '../shell/Shell.tsx';
import { Unavailable } from '../shell/Unavailable.tsx';
import { ForPatient } from '../sign_in/ForPatient.tsx';
import { orderUpload } from './order_upload.ts';
import { SendOrder } from './SendOrder.tsx';
import { texts } from './texts.ts';

const MorePhotosQuery = graphql(`
  query MorePhotos($id: ID!) {
    clinic {
      id
      maxPages
      maxUploadBytes
    }
    assistanceRequest(id: $id) {
      id
      state
    }
  }
`);

/** Better photos for an order that could not be read. */
export function MorePhotos() {
  const { id } = useParams<{ id: string }>();
  return <ForPatient>{(patient) => <Steps patientId={patient.id} requestId={id} />}</ForPatient>;
}

function Steps({ patientId, requestId }: { patientId: string; requestId: string }) {
  const t = useTexts(texts);
  const [, navigate] = useLocation();
  const [{ data, error }, read] = useQuery({ query: MorePhotosQuery, variables: { id: requestId } });
  const [upload] = useState(() => orderUpload(patientId, requestId));
  if (!data) return <Unavailable again={read} error={error} />;
  if (!data.assistanceRequest) return <NotFound />;
  const page = `/ordenes/${requestId}`;
  if (data.assistanceRequest.state !== 'AWAITING_PHOTO') {
    return (
      <EmptyState title={t.morePhotos.notWaiting}>
        <Link href={page}>{t.morePhotos.seeOrder}</Link>
      </EmptyState>
    );
  }
  return (
    <>
      <PageTitle>{t.morePhotos.title}</PageTitle>
      <p>{t.morePhotos.lead}</p>
      <SendOrder
        maxBytes={data.clinic.maxUploadBytes}
        maxPages={data.clinic.maxPages}
        onDone={() => navigate(`${page}?recibida`, { replace: true })}
        requestId={requestId}
        upload={upload}
      />
    </>
  );
}
