import { useQuery } from 'urql';
import { Link, useLocation, useParams } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { EmptyState } from '../../ui/Notice.tsx';
import { NotFound } from '../shell/Shell.tsx';
import { Unavailable } from '../shell/Unavailable.tsx';
import { ForPatient } from '../sign_in/ForPatient.tsx';
import { Photos } from './Photos.tsx';
import { texts } from './texts.ts';

const WantedPhotosQuery = graphql(`
  query WantedPhotos($id: ID!) {
    assistanceRequest(id: $id) {
      id
      state
      newPhotoReason
    }
  }
`);

/** `/ordenes/{id}/fotos`: better photos from the patient who signed in. */
export function MorePhotos() {
  const { id } = useParams<{ id: string }>();
  return <ForPatient>{(patient) => <Wanted patientId={patient.id} requestId={id} />}</ForPatient>;
}

function Wanted({ patientId, requestId }: { patientId: string; requestId: string }) {
  const t = useTexts(texts);
  const [, navigate] = useLocation();
  const [{ data, error }, read] = useQuery({ query: WantedPhotosQuery, variables: { id: requestId } });
  if (!data) return <Unavailable again={read} error={error} />;
  if (!data.assistanceRequest) return <NotFound />;
  const { state, newPhotoReason } = data.assistanceRequest;
  const page = `/ordenes/${requestId}`;
  if (state === 'AWAITING_PHOTO') {
    return (
      <Photos
        onDone={() => navigate(`${page}?recibida`, { replace: true })}
        ownerId={patientId}
        reason={newPhotoReason}
        requestId={requestId}
      />
    );
  }
  return (
    <EmptyState title={t.morePhotos.notWaiting}>
      <Link href={page}>{t.morePhotos.seeOrder}</Link>
    </EmptyState>
  );
}
