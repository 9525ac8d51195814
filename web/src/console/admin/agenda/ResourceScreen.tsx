import { Link } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { type FragmentOf, graphql, type ResultOf, readFragment } from '../../../graphql/graphql.ts';
import { useSaving } from '../../../graphql/use_saving.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { useAnnounce } from '../../../ui/Announcer.tsx';
import { Button } from '../../../ui/console/Button.tsx';
import { Banner, EmptyState } from '../../../ui/Notice.tsx';
import { EditForm } from '../parts/EditForm.tsx';
import parts from '../parts/parts.module.css';
import { Archived, Loaded, Screen } from '../parts/Screen.tsx';
import { texts as shared } from '../parts/texts.ts';
import { useEdit } from '../parts/use_edit.ts';
import { EditableResource, ResourceChoices, ResourceHours, UpdateResource } from './documents.ts';
import { Exceptions } from './Exceptions.tsx';
import { OutsideList } from './Outside.tsx';
import { RESOURCE_INPUTS, ResourceInputs, type ResourceValues } from './ResourceForm.tsx';
import { resourceRoute } from './route.tsx';
import { texts } from './texts.ts';
import { WeeklyHours } from './WeeklyHours.tsx';

const ResourceQuery = graphql(
  `
    query AdminResource($id: ID!) {
      resource(id: $id) {
        id
        ...EditableResource
        ...ResourceHours
      }
      ...ResourceChoices
    }
  `,
  [EditableResource, ResourceHours, ResourceChoices],
);

/** A resource: what it is, when it works, and what is booked outside of that. */
export function ResourceScreen() {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const { id } = resourceRoute.useParams();
  const [query, again] = useQuery({ query: ResourceQuery, variables: { id } });
  const readAgain = () => again({ requestPolicy: 'network-only' });
  const back = (
    <Link className={parts.back} to="/administracion/agenda">
      ← {t.back}
    </Link>
  );
  return (
    <Loaded again={readAgain} query={query}>
      {(data) => {
        if (!data.resource)
          return (
            <EmptyState isPage title={s.notThere}>
              {back}
            </EmptyState>
          );
        const resource = readFragment(EditableResource, data.resource);
        const hours = readFragment(ResourceHours, data.resource);
        return (
          <Screen action={<Archived since={resource.disabledAt} />} key={id} title={resource.name}>
            {back}
            <OutsideHours appointments={hours.appointmentsOutsideHours} />
            <WeeklyHours readAgain={readAgain} resource={hours} />
            <Exceptions readAgain={readAgain} resource={hours} />
            <Editor choices={data} readAgain={readAgain} resource={resource} />
          </Screen>
        );
      }}
    </Loaded>
  );
}

/** What is booked at times at which the resource does not work: nothing moves it by itself. */
function OutsideHours({
  appointments,
}: {
  appointments: ResultOf<typeof ResourceHours>['appointmentsOutsideHours'];
}) {
  const { totalCount, nodes } = appointments;
  const t = useTexts(texts);
  if (totalCount === 0) return null;
  return (
    <Banner tone="warning">
      <strong>{t.outsideTitle(totalCount)}</strong>
      <OutsideList appointments={nodes} others={totalCount - nodes.length} />
    </Banner>
  );
}

function Editor(props: {
  resource: ResultOf<typeof EditableResource>;
  choices: FragmentOf<typeof ResourceChoices>;
  readAgain: () => void;
}) {
  const { resource, choices, readAgain } = props;
  const t = useTexts(texts);
  const s = useTexts(shared);
  const announce = useAnnounce();
  const edit = useEdit<ResourceValues>(`resource.${resource.id}`, {
    name: resource.name,
    siteId: resource.site.id,
    practitionerId: resource.practitioner?.id ?? null,
  });
  const { save, problems, isSaving, forgive } = useSaving(RESOURCE_INPUTS, readAgain);
  const known = { id: resource.id, version: resource.version };
  const isInUse = resource.disabledAt === null;

  const change = async () => {
    if (!(await save(UpdateResource, { input: { ...known, ...edit.changes } }))) return;
    edit.forget();
    announce(s.saved(edit.values.name));
  };
  const archive = async () => {
    if (!(await save(UpdateResource, { input: { ...known, disabled: isInUse } }))) return;
    announce(isInUse ? s.archivedNow(resource.name) : s.restoredNow(resource.name));
  };
  return (
    <section className={parts.card}>
      <h2>{t.resource}</h2>
      <EditForm
        {...(edit.isChanged && {
          onCancel: () => {
            edit.forget();
            forgive();
          },
        })}
        cancelWord={s.discard}
        isSaving={isSaving}
        label={t.resource}
        more={
          <Button isDisabled={isSaving} onPress={archive} variant={isInUse ? 'danger' : 'secondary'}>
            {isInUse ? s.archive : s.restore}
          </Button>
        }
        onSave={change}
        problems={problems}
      >
        <ResourceInputs choices={choices} problems={problems?.fields} set={edit.set} values={edit.values} />
      </EditForm>
    </section>
  );
}
