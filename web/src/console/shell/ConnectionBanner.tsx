import { useConnection } from '../../graphql/connection.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useSession } from '../../session/session.tsx';
import { WarningIcon } from '../../ui/icons.tsx';
import { Banner } from '../../ui/Notice.tsx';
import styles from './Shell.module.css';
import { texts } from './texts.ts';

/** Says when the live feed is lost, and how old is what one sees. */
export function ConnectionBanner() {
  const t = useTexts(texts);
  const { time } = useFormat();
  const { online, heard } = useConnection(useSession().live.connection);
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
