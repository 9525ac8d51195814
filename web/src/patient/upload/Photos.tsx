import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { Unavailable } from '../shell/Unavailable.tsx';
import { orderUpload } from './order_upload.ts';
import { SendOrder } from './SendOrder.tsx';
import { texts } from './texts.ts';
import { UploadLimitsFragment } from './upload_limits.ts';

const UploadLimitsQuery = graphql(
  `
    query UploadLimits {
      clinic {
        id
        ...UploadLimits
      }
    }
  `,
  [UploadLimitsFragment],
);

/** Better photos for an order that could not be read. */
export function Photos(props: {
  /** Who sends them, by opaque id: a patient, or the holder of a link. */
  ownerId: string;
  requestId: string;
  /** What the clinic says of the photos before. */
  reason: string | null;
  onDone: () => void;
}) {
  const t = useTexts(texts).morePhotos;
  const { ownerId, requestId, reason } = props;
  const [{ data, error }, read] = useQuery({ query: UploadLimitsQuery });
  const [upload] = useState(() => orderUpload(ownerId, requestId));
  if (!data) return <Unavailable again={read} error={error} />;
  return (
    <>
      <PageTitle>{t.title}</PageTitle>
      <p>{t.lead}</p>
      {reason && (
        <Banner tone="warning">
          <span>
            {t.reason} <b>{reason}</b>
          </span>
        </Banner>
      )}
      <SendOrder limits={data.clinic} onDone={props.onDone} requestId={requestId} upload={upload} />
    </>
  );
}
