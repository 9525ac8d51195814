import { Link } from '@tanstack/react-router';
import { type FragmentOf, graphql, readFragment } from '../../../graphql/graphql.ts';
import { useWhole } from '../../../graphql/use_whole.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Checkbox } from '../../../ui/console/Checkbox.tsx';
import { Table } from '../../../ui/console/Table.tsx';
import { TextField } from '../../../ui/console/TextField.tsx';
import { EmptyState } from '../../../ui/Notice.tsx';
import { useSettled } from '../../../ui/use_settled.ts';
import parts from '../parts/parts.module.css';
import { Archived, Loaded, Screen } from '../parts/Screen.tsx';
import { texts as shared } from '../parts/texts.ts';
import { servicesRoute } from './route.tsx';
import { texts } from './texts.ts';

const ServiceRow = graphql(`
  fragment ServiceRow on Service {
    id
    name
    code
    durationMinutes
    disabledAt
    circuit {
      id
      name
    }
  }
`);

const ServicesQuery = graphql(
  `
    query AdminServices($search: String, $includeDisabled: Boolean!, $after: String) {
      services(search: $search, includeDisabled: $includeDisabled, first: 100, after: $after) {
        nodes {
          id
          ...ServiceRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [ServiceRow],
);

/** All services of the clinic, with a search. */
export function Services() {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const { buscar, bajas } = servicesRoute.useSearch();
  const navigate = servicesRoute.useNavigate();
  const search = useSettled(buscar ?? '');
  const [query, readAgain] = useWhole(
    ServicesQuery,
    { search: search || null, includeDisabled: bajas === true },
    ({ services }) => services,
  );
  const look = (filter: { buscar?: string | undefined; bajas?: true | undefined }) => {
    void navigate({
      replace: true,
      search: { ...(filter.buscar && { buscar: filter.buscar }), ...(filter.bajas && { bajas: true }) },
    });
  };

  return (
    <Screen
      action={
        <Link className={parts.action} to="/administracion/prestaciones/nuevo">
          {t.add}
        </Link>
      }
      intro={t.intro}
      title={t.title}
    >
      <search className={parts.filters}>
        <TextField
          label={t.search}
          onChange={(text) => look({ bajas, buscar: text })}
          type="search"
          value={buscar ?? ''}
        />
        <Checkbox isSelected={bajas === true} onChange={(on) => look({ buscar, bajas: on || undefined })}>
          {s.showArchived}
        </Checkbox>
      </search>
      <Loaded again={readAgain} query={query}>
        {(services) =>
          services.length === 0 ? (
            <EmptyState title={t.none} />
          ) : (
            <Table label={t.title}>
              <thead>
                <tr>
                  <th scope="col">{t.name}</th>
                  <th className={parts.wide} scope="col">
                    {t.code}
                  </th>
                  <th className={parts.wide} scope="col">
                    {t.circuit}
                  </th>
                  <th scope="col">{t.minutes}</th>
                </tr>
              </thead>
              <tbody>
                {services.map((service) => (
                  <Row key={service.id} service={service} />
                ))}
              </tbody>
            </Table>
          )
        }
      </Loaded>
    </Screen>
  );
}

function Row(props: { service: FragmentOf<typeof ServiceRow> }) {
  const service = readFragment(ServiceRow, props.service);
  const t = useTexts(texts);
  return (
    <tr>
      <td>
        <Link params={{ id: service.id }} to="/administracion/prestaciones/$id">
          {service.name}
        </Link>{' '}
        <Archived since={service.disabledAt} />
      </td>
      <td className={parts.wide}>{service.code}</td>
      <td className={parts.wide}>{service.circuit.name}</td>
      <td>{t.minutesOf(service.durationMinutes)}</td>
    </tr>
  );
}
