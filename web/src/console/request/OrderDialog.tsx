import { useQuery } from 'urql';
import { graphql, readFragment } from '../../graphql/graphql.ts';
import { useErrorWords } from '../../graphql/problems.ts';
import { useFormat } from '../../i18n/format.ts';
import { spokenName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { Dialog, DialogActions } from '../../ui/console/Dialog.tsx';
import { Banner } from '../../ui/Notice.tsx';
import { OrderFragment, OrderViewer } from '../viewer/OrderViewer.tsx';
import styles from './Request.module.css';
import type { RequestDialogProps } from './RequestAction.tsx';
import { texts } from './texts.ts';

const OrderQuery = graphql(
  `
  query RequestOrder($id: ID!) {
    assistanceRequest(id: $id) {
      id
      order {
        id
        uploadedAt
        ...Order
      }
    }
  }
`,
  [OrderFragment],
);

/** The order as the patient sent it: larger, smaller, turned. */
export function OrderDialog({ request, onClose }: RequestDialogProps) {
  const t = useTexts(texts);
  const words = useErrorWords();
  const { dateTime } = useFormat();
  // The addresses of files hold for minutes only: a kept one may be stale.
  const [{ data, error }, ask] = useQuery({
    query: OrderQuery,
    variables: { id: request.id },
    requestPolicy: 'network-only',
  });
  const order = data?.assistanceRequest?.order;
  const note = readFragment(OrderFragment, order)?.note;
  return (
    <Dialog isLarge isOpen onClose={onClose} title={`${t.order}: ${spokenName(request.patient)}`}>
      {error && (
        <Banner tone="danger" urgent>
          {words(error).join(' ')}
        </Banner>
      )}
      {!order && !error && <p>{t.reading}</p>}
      {order && <OrderViewer onLapsed={() => ask({ requestPolicy: 'network-only' })} order={order} />}
      <DialogActions>
        {order && (
          <p className={styles.about}>
            {t.uploadedAt}: <time dateTime={order.uploadedAt}>{dateTime(order.uploadedAt)}</time>
            {note && (
              <>
                {' · '}
                <strong>{t.orderNote}:</strong> {note}
              </>
            )}
          </p>
        )}
        <Button onPress={onClose}>{t.close}</Button>
      </DialogActions>
    </Dialog>
  );
}
