import { Link, Redirect } from 'wouter';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { secondaryLook } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { Offers } from '../offers/Offers.tsx';
import { texts } from '../offers/texts.ts';
import { type MoveProps, readMoving } from './moving.ts';

/** `…/cambiar`: the slots to which an appointment can be moved. */
export function Move({ appointment: masked, root, home }: MoveProps) {
  const t = useTexts(texts);
  const { longDate, hour } = useFormat();
  const { appointment, serviceIds, kind } = readMoving(masked);
  if (!appointment.canReschedule) return <Redirect replace to={home} />;
  return (
    <>
      <PageTitle>{t.move[kind]}</PageTitle>
      <Banner>
        <span>
          {t.now}{' '}
          <b>
            {longDate(appointment.startsAt)}, {hour(appointment.startsAt)}
          </b>
          . {t.keep}
        </span>
      </Banner>
      <Offers base={`${root}/cambiar`} movingId={appointment.id} serviceIds={serviceIds} />
      <Link className={secondaryLook} href={home}>
        {t.back}
      </Link>
    </>
  );
}
