import { Link, useNavigate } from '@tanstack/react-router';
import { useQuery } from 'urql';
import { graphql } from '../../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../../graphql/idempotency.ts';
import { useSaving } from '../../../graphql/use_saving.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { useAnnounce } from '../../../ui/Announcer.tsx';
import { EditForm } from '../parts/EditForm.tsx';
import parts from '../parts/parts.module.css';
import { Loaded, Screen } from '../parts/Screen.tsx';
import { texts as shared } from '../parts/texts.ts';
import { useEdit } from '../parts/use_edit.ts';
import { CreateResource, ResourceChoices } from './documents.ts';
import { RESOURCE_INPUTS, ResourceInputs, type ResourceValues } from './ResourceForm.tsx';
import { texts } from './texts.ts';

const ChoicesQuery = graphql(
  `
    query ResourceChoices {
      ...ResourceChoices
    }
  `,
  [ResourceChoices],
);

const EMPTY: ResourceValues = { name: '', siteId: '', practitionerId: null };

/** A resource that is to be; its hours come next, on its own screen. */
export function NewResource() {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const announce = useAnnounce();
  const navigate = useNavigate();
  const [query, again] = useQuery({ query: ChoicesQuery });
  const edit = useEdit('resource.new', EMPTY);
  const { save, problems, isSaving } = useSaving(RESOURCE_INPUTS);
  const keyOf = useIdempotencyKey();

  const create = async () => {
    const input = { ...edit.values, idempotencyKey: keyOf(edit.values) };
    const made = await save(CreateResource, { input });
    if (!made?.resource) return;
    edit.forget();
    announce(s.created(edit.values.name));
    await navigate({ params: { id: made.resource.id }, to: '/administracion/agenda/$id' });
  };
  return (
    <Screen title={t.add}>
      <Link className={parts.back} to="/administracion/agenda">
        ← {t.back}
      </Link>
      <Loaded again={() => again({ requestPolicy: 'network-only' })} query={query}>
        {(choices) => (
          <div className={parts.card}>
            <EditForm
              isSaving={isSaving}
              label={t.add}
              onCancel={() => {
                edit.forget();
                void navigate({ to: '/administracion/agenda' });
              }}
              onSave={create}
              problems={problems}
              saveWord={s.create}
            >
              <ResourceInputs
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
