import { Link } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { graphql, readFragment } from '../../../graphql/graphql.ts';
import { useWhole } from '../../../graphql/use_whole.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Button } from '../../../ui/console/Button.tsx';
import { Checkbox } from '../../../ui/console/Checkbox.tsx';
import { Badge } from '../../../ui/Notice.tsx';
import parts from '../parts/parts.module.css';
import { Archived, Loaded, Screen } from '../parts/Screen.tsx';
import { texts as shared } from '../parts/texts.ts';
import { HOLIDAY, NEW } from '../search.ts';
import styles from './Agenda.module.css';
import { HolidayDialog, HolidayResource } from './HolidayDialog.tsx';
import { agendaRoute } from './route.tsx';
import { EditSite, NewSite, SiteRow } from './SiteForms.tsx';
import { texts } from './texts.ts';

const SitesQuery = graphql(
  `
    query AgendaSites {
      sites {
        id
        name
        ...SiteRow
      }
    }
  `,
  [SiteRow],
);

const ResourcesQuery = graphql(
  `
    query AgendaResources($includeDisabled: Boolean!, $after: String) {
      resources(includeDisabled: $includeDisabled, first: 100, after: $after) {
        nodes {
          id
          name
          disabledAt
          site {
            id
          }
          practitioner {
            id
            name
          }
          appointmentsOutsideHours(first: 1) {
            totalCount
          }
          ...HolidayResource
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [HolidayResource],
);

/** The clinic's sites, and what is booked at each. */
export function Agenda() {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const { editar, bajas } = agendaRoute.useSearch();
  const navigate = agendaRoute.useNavigate();
  const [sitesQuery, readSitesAgain] = useQuery({ query: SitesQuery });
  const [resourcesQuery, readResourcesAgain] = useWhole(
    ResourcesQuery,
    { includeDisabled: bajas === true },
    ({ resources }) => resources,
  );
  const readAgain = () => {
    readSitesAgain({ requestPolicy: 'network-only' });
    readResourcesAgain();
  };
  const resources = resourcesQuery.data;
  const query = {
    data: sitesQuery.data && resources && { sites: sitesQuery.data.sites, resources },
    error: sitesQuery.error ?? resourcesQuery.error,
  };
  const edit = (id?: string) =>
    void navigate({ search: { ...(bajas && { bajas }), ...(id !== undefined && { editar: id }) } });

  return (
    <Screen
      action={
        <div className={styles.site}>
          <Button onPress={() => edit(HOLIDAY)}>{t.holiday}</Button>
          <Button onPress={() => edit(NEW)}>{t.addSite}</Button>
          <Link className={parts.action} to="/administracion/agenda/nuevo">
            {t.add}
          </Link>
        </div>
      }
      intro={t.intro}
      title={t.title}
    >
      <Checkbox
        isSelected={bajas === true}
        onChange={(on) => void navigate({ replace: true, search: on ? { bajas: true } : {} })}
      >
        {s.showArchived}
      </Checkbox>
      {editar === NEW && <NewSite onClose={() => edit()} />}
      <Loaded again={readAgain} query={query}>
        {({ sites, resources }) => (
          <>
            {editar === HOLIDAY && (
              <HolidayDialog
                onClose={() => edit()}
                readAgain={readAgain}
                resources={resources}
                sites={sites}
              />
            )}
            {readFragment(SiteRow, sites).map((site) => {
              const here = resources.filter((resource) => resource.site.id === site.id);
              return (
                <section className={parts.card} key={site.id}>
                  <header>
                    <div className={styles.site}>
                      <h2>{site.name}</h2>
                      <Button
                        aria-label={t.editSite(site.name)}
                        onPress={() => edit(site.id)}
                        variant="quiet"
                      >
                        {s.edit}
                      </Button>
                    </div>
                    <p className={parts.soft}>{site.address}</p>
                  </header>
                  {here.length === 0 && <p>{t.noResources}</p>}
                  <ul className={styles.resources}>
                    {here.map(({ id, name, disabledAt, practitioner, appointmentsOutsideHours }) => (
                      <li key={id}>
                        <Link params={{ id }} to="/administracion/agenda/$id">
                          {name}
                        </Link>{' '}
                        <Archived since={disabledAt} />
                        {practitioner && practitioner.name !== name && (
                          <p className={parts.soft}>{practitioner.name}</p>
                        )}
                        {appointmentsOutsideHours.totalCount > 0 && (
                          <p>
                            <Badge tone="warning">{t.outside(appointmentsOutsideHours.totalCount)}</Badge>
                          </p>
                        )}
                      </li>
                    ))}
                  </ul>
                  {editar === site.id && (
                    <EditSite onClose={() => edit()} readAgain={readAgain} site={site} />
                  )}
                </section>
              );
            })}
          </>
        )}
      </Loaded>
    </Screen>
  );
}
