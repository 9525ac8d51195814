import { useState } from 'react';
import { useQuery } from 'urql';
import { useLocation } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { type Dictionary, useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { Unavailable } from '../shell/Unavailable.tsx';
import { orderUpload } from '../upload/order_upload.ts';
import { SendOrder } from '../upload/SendOrder.tsx';
import { useReread } from './holder.tsx';
import { JustDone } from './JustDone.tsx';

const es = {
  title: 'Mandanos otra foto',
  lead: 'No pudimos leer bien tu orden médica.',
  reason: 'Qué vimos:',
};

const en: typeof es = {
  title: 'Send us another photo',
  lead: 'We could not read your doctor’s order well.',
  reason: 'What we saw:',
};
const texts: Dictionary<typeof es> = { es, en };

const UploadLimitsQuery = graphql(`
  query UploadLimits {
    clinic {
      id
      maxPages
      maxUploadBytes
    }
  }
`);

/** Better photos from the telephone, where somebody of the clinic asked for them. */
export function Photos({
  holderId,
  requestId,
  reason,
}: {
  holderId: string;
  requestId: string;
  reason: string | null;
}) {
  const t = useTexts(texts);
  const reread = useReread();
  const [, navigate] = useLocation();
  const [{ data, error }, read] = useQuery({ query: UploadLimitsQuery });
  const [upload] = useState(() => orderUpload(holderId, requestId));
  return (
    <>
      <PageTitle>{t.title}</PageTitle>
      <JustDone />
      <p>{t.lead}</p>
      {reason && (
        <Banner tone="warning">
          <span>
            {t.reason} <b>{reason}</b>
          </span>
        </Banner>
      )}
      {data ? (
        <SendOrder
          maxBytes={data.clinic.maxUploadBytes}
          maxPages={data.clinic.maxPages}
          onDone={async () => {
            await reread();
            navigate('/reservar?aviso=fotos', { replace: true });
          }}
          requestId={requestId}
          upload={upload}
        />
      ) : (
        <Unavailable again={read} error={error} />
      )}
    </>
  );
}
