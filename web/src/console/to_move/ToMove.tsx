import { Link } from '@tanstack/react-router';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useErrorWords } from '../../graphql/problems.ts';
import { useWhole } from '../../graphql/use_whole.ts';
import { useFormat } from '../../i18n/format.ts';
import { formatPhone, listedName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { Table } from '../../ui/console/Table.tsx';
import { Banner, EmptyState } from '../../ui/Notice.tsx';
import { useTitle } from '../shell/use_title.ts';
import styles from './ToMove.module.css';
import { texts } from './texts.ts';

const ToMoveFragment = graphql(`
  fragment ToMove on Appointment {
    id
    startsAt
    canReschedule
    canCancel
    patient {
      id
      givenName
      familyName
      mobilePhone
    }
    services {
      id
      name
    }
    site {
      id
      name
    }
  }
`);

const ToMoveQuery = graphql(
  `
  query ToMove($after: String) {
    appointmentsOutsideHours(first: 100, after: $after) {
      nodes {
        id
        ...ToMove
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`,
  [ToMoveFragment],
);

/** What is booked at times at which nobody works any more: somebody has to talk to the patient. */
export function ToMove() {
  const t = useTexts(texts);
  useTitle(t.title);
  const words = useErrorWords();
  const [{ data, error }, readAgain] = useWhole(
    ToMoveQuery,
    {},
    ({ appointmentsOutsideHours }) => appointmentsOutsideHours,
  );
  return (
    <div className={styles.page}>
      <h1>{t.title}</h1>
      <p className={styles.soft}>{t.intro}</p>
      {error && (
        <Banner tone="danger" urgent>
          {words(error).join(' ')}
          <Button onPress={readAgain}>{t.tryAgain}</Button>
        </Banner>
      )}
      {!data && !error && <p role="status">{t.reading}</p>}
      {data?.length === 0 && (
        <EmptyState title={t.none}>
          <p>{t.noneWhy}</p>
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <Table label={t.title}>
          <thead>
            <tr>
              <th scope="col">{t.when}</th>
              <th scope="col">{t.patient}</th>
              <th className={styles.wide} scope="col">
                {t.services}
              </th>
              <th className={styles.wide} scope="col">
                {t.site}
              </th>
              <th scope="col">{t.actions}</th>
            </tr>
          </thead>
          <tbody>
            {data.map((node) => (
              <Row appointment={node} key={node.id} />
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}

function Row(props: { appointment: FragmentOf<typeof ToMoveFragment> }) {
  const { id, startsAt, canReschedule, canCancel, patient, services, site } = readFragment(
    ToMoveFragment,
    props.appointment,
  );
  const t = useTexts(texts);
  const { dateTime } = useFormat();
  const name = listedName(patient);
  const names = services.map(({ name }) => name).join(', ');
  const on = { params: { id: patient.id }, to: '/pacientes/$id' } as const;
  return (
    <tr>
      <td>
        <time dateTime={startsAt}>{dateTime(startsAt)}</time>
        <p className={styles.narrow}>{names}</p>
      </td>
      <th scope="row">
        <Link {...on}>{name}</Link>
        {patient.mobilePhone !== null && (
          <p className={styles.phone}>
            <a href={`tel:${patient.mobilePhone}`}>{formatPhone(patient.mobilePhone)}</a>
          </p>
        )}
      </th>
      <td className={styles.wide}>{names}</td>
      <td className={styles.wide}>{site?.name}</td>
      <td>
        <div className={styles.actions}>
          {canReschedule && (
            <Link {...on} aria-label={t.moveOf(name)} search={{ accion: 'mover', sobre: id }}>
              {t.move}
            </Link>
          )}
          {canCancel && (
            <Link {...on} aria-label={t.cancelOf(name)} search={{ accion: 'cancelar', sobre: id }}>
              {t.cancel}
            </Link>
          )}
        </div>
      </td>
    </tr>
  );
}
