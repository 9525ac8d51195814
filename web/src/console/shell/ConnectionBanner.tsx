import { graphql } from '../../graphql/graphql.ts';
import { useFeed } from '../../graphql/use_feed.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { WarningIcon } from '../../ui/icons.tsx';
import { Banner } from '../../ui/Notice.tsx';
import { useRecount } from '../counts/use_counts.ts';
import styles from './Shell.module.css';
import { texts } from './texts.ts';
import { useConnection } from './use_connection.ts';

/** What every screen follows, so that a loss shows on those too that follow nothing of their own. */
const Pulse = graphql(`
  subscription Pulse($after: Cursor) {
    orderUploaded(after: $after) {
      __typename
      ... on OrderUploaded {
        cursor
      }
      ... on FeedHeartbeat {
        cursor
      }
      ... on FeedResync {
        cursor
      }
    }
  }
`);

/** Says when the connection is lost, and how old is what one sees. */
export function ConnectionBanner() {
  const t = useTexts(texts);
  const { time } = useFormat();
  const recount = useRecount();
  useFeed(Pulse, null, { onEvent: recount, onResync: recount });
  const { online, heard } = useConnection();
  if (online) return null;
  return (
    <div className={styles.lost}>
      <Banner tone="warning" urgent>
        <WarningIcon />
        <span>
          {t.lost} {heard !== null && t.lastUpdate(time(heard))}
        </span>
      </Banner>
    </div>
  );
}
