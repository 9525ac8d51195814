import { useQuery } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useErrorWords } from '../../graphql/problems.ts';
import { useFormat } from '../../i18n/format.ts';
import { spokenName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { Dialog, DialogActions } from '../../ui/console/Dialog.tsx';
import { ClipIcon } from '../../ui/icons.tsx';
import { Banner } from '../../ui/Notice.tsx';
import styles from './Request.module.css';
import type { RequestDialogProps } from './RequestAction.tsx';
import { texts } from './texts.ts';

const OrderQuery = graphql(`
  query RequestOrder($id: ID!) {
    assistanceRequest(id: $id) {
      id
      order {
        id
        uploadedAt
        note
        attachments {
          id
          fileName
          contentType
          byteSize
          url
          previewUrl
        }
      }
    }
  }
`);

/** The order as the patient sent it, page by page. */
export function OrderDialog({ request, onClose }: RequestDialogProps) {
  const t = useTexts(texts);
  const words = useErrorWords();
  const { dateTime, bytes } = useFormat();
  // The addresses of files hold for minutes only: a kept one may be stale.
  const [{ data, error }] = useQuery({
    query: OrderQuery,
    variables: { id: request.id },
    requestPolicy: 'network-only',
  });
  const order = data?.assistanceRequest?.order;
  return (
    <Dialog isOpen onClose={onClose} title={`${t.order}: ${spokenName(request.patient)}`}>
      {error && (
        <Banner tone="danger" urgent>
          {words(error).join(' ')}
        </Banner>
      )}
      {!order && !error && <p>{t.reading}</p>}
      {order && (
        <>
          <p className={styles.soft}>
            {t.uploadedAt}: <time dateTime={order.uploadedAt}>{dateTime(order.uploadedAt)}</time>
          </p>
          {order.note !== null && (
            <p>
              <strong>{t.orderNote}:</strong> {order.note}
            </p>
          )}
          {order.attachments.map((file, index) => (
            <figure className={styles.page} key={file.id}>
              {file.previewUrl !== null && (
                <img alt={t.page(index + 1, order.attachments.length)} src={file.previewUrl} />
              )}
              <figcaption>
                {t.page(index + 1, order.attachments.length)} ·{' '}
                <a href={file.url} rel="noreferrer" target="_blank">
                  <ClipIcon /> {t.openFile}
                </a>{' '}
                ({bytes(file.byteSize)})
              </figcaption>
            </figure>
          ))}
        </>
      )}
      <DialogActions>
        <Button onPress={onClose}>{t.close}</Button>
      </DialogActions>
    </Dialog>
  );
}
