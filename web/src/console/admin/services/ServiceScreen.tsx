import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useQuery } from 'urql';
import { type FragmentOf, graphql, readFragment } from '../../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../../graphql/idempotency.ts';
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
import { serviceRoute } from './route.tsx';
import { SERVICE_INPUTS, ServiceChoices, ServiceInputs, type ServiceValues } from './ServiceForm.tsx';
import { texts } from './texts.ts';

const EditableService = graphql(`
  fragment EditableService on Service {
    id
    version
    name
    code
    synonyms
    durationMinutes
    preparation
    disabledAt
    circuit {
      id
      name
    }
    resources {
      id
      disabledAt
    }
  }
`);

const ServiceQuery = graphql(
  `
    query AdminService($id: ID!) {
      service(id: $id) {
        id
        ...EditableService
      }
      ...ServiceChoices
    }
  `,
  [EditableService, ServiceChoices],
);

const ChoicesQuery = graphql(
  `
    query ServiceChoices {
      ...ServiceChoices
    }
  `,
  [ServiceChoices],
);

const CreateService = graphql(
  `
    mutation CreateService($input: CreateServiceInput!) {
      createService(input: $input) {
        service {
          id
          ...EditableService
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [EditableService],
);

const UpdateService = graphql(
  `
    mutation UpdateService($input: UpdateServiceInput!) {
      updateService(input: $input) {
        service {
          id
          ...EditableService
        }
        openRequests
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [EditableService],
);

const EMPTY: ServiceValues = {
  name: '',
  code: '',
  synonyms: [],
  circuitId: '',
  durationMinutes: 30,
  preparation: '',
  resourceIds: [],
};

/** A service that is to be. */
export function NewService() {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const announce = useAnnounce();
  const navigate = useNavigate();
  const [query, again] = useQuery({ query: ChoicesQuery });
  const edit = useEdit('service.new', EMPTY);
  const { save, problems, isSaving } = useSaving(SERVICE_INPUTS);
  const keyOf = useIdempotencyKey();

  const create = async () => {
    const input = { ...edit.values, idempotencyKey: keyOf(edit.values) };
    if (!(await save(CreateService, { input }))) return;
    edit.forget();
    announce(s.created(edit.values.name));
    await navigate({ to: '/administracion/prestaciones' });
  };
  return (
    <Screen title={t.add}>
      <Back />
      <Loaded again={() => again({ requestPolicy: 'network-only' })} query={query}>
        {(choices) => (
          <div className={parts.card}>
            <EditForm
              isSaving={isSaving}
              label={t.add}
              onCancel={() => {
                edit.forget();
                void navigate({ to: '/administracion/prestaciones' });
              }}
              onSave={create}
              problems={problems}
              saveWord={s.create}
            >
              <ServiceInputs
                choices={choices}
                problems={problems?.fields}
                set={edit.set}
                values={edit.values}
              />
            </EditForm>
          </div>
        )}
      </Loaded>
    </Screen>
  );
}

/** A service that is there. */
export function ServiceScreen() {
  const s = useTexts(shared);
  const { id } = serviceRoute.useParams();
  const [query, again] = useQuery({ query: ServiceQuery, variables: { id } });
  const readAgain = () => again({ requestPolicy: 'network-only' });
  return (
    <Loaded again={readAgain} query={query}>
      {(data) =>
        data.service ? (
          <Editor choices={data} key={id} readAgain={readAgain} service={data.service} />
        ) : (
          <EmptyState isPage title={s.notThere}>
            <Back />
          </EmptyState>
        )
      }
    </Loaded>
  );
}

function Editor(props: {
  service: FragmentOf<typeof EditableService>;
  choices: FragmentOf<typeof ServiceChoices>;
  readAgain: () => void;
}) {
  const service = readFragment(EditableService, props.service);
  const t = useTexts(texts);
  const s = useTexts(shared);
  const announce = useAnnounce();
  const [openRequests, setOpenRequests] = useState(0);
  const edit = useEdit<ServiceValues>(`service.${service.id}`, {
    name: service.name,
    code: service.code,
    synonyms: service.synonyms,
    circuitId: service.circuit.id,
    durationMinutes: service.durationMinutes,
    preparation: service.preparation ?? '',
    resourceIds: service.resources.map(({ id }) => id),
  });
  const { save, problems, isSaving, forgive } = useSaving(SERVICE_INPUTS, props.readAgain);
  const known = { id: service.id, version: service.version };

  const change = async () => {
    if (!(await save(UpdateService, { input: { ...known, ...edit.changes } }))) return;
    edit.forget();
    announce(s.saved(edit.values.name));
  };
  const archive = async (disabled: boolean) => {
    const changed = await save(UpdateService, { input: { ...known, disabled } });
    if (!changed) return;
    setOpenRequests(disabled ? (changed.openRequests ?? 0) : 0);
    announce(disabled ? s.archivedNow(service.name) : s.restoredNow(service.name));
  };
  return (
    <Screen action={<Archived since={service.disabledAt} />} title={service.name}>
      <Back />
      {openRequests > 0 && <Banner tone="warning">{t.openRequests(openRequests)}</Banner>}
      <div className={parts.card}>
        <EditForm
          {...(edit.isChanged && {
            onCancel: () => {
              edit.forget();
              forgive();
            },
          })}
          cancelWord={s.discard}
          isSaving={isSaving}
          label={service.name}
          more={
            <Button
              isDisabled={isSaving}
              onPress={() => archive(service.disabledAt === null)}
              variant={service.disabledAt === null ? 'danger' : 'secondary'}
            >
              {service.disabledAt === null ? s.archive : s.restore}
            </Button>
          }
          onSave={change}
          problems={problems}
        >
          <ServiceInputs
            choices={props.choices}
            problems={problems?.fields}
            set={edit.set}
            values={edit.values}
          />
        </EditForm>
      </div>
    </Screen>
  );
}

function Back() {
  const t = useTexts(texts);
  return (
    <Link className={parts.back} to="/administracion/prestaciones">
      ← {t.back}
    </Link>
  );
}
