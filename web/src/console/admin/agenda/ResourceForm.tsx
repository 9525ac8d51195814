import { type FragmentOf, readFragment } from '../../../graphql/graphql.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Select } from '../../../ui/console/Select.tsx';
import { TextField } from '../../../ui/console/TextField.tsx';
import parts from '../parts/parts.module.css';
import { ResourceChoices } from './documents.ts';
import { texts } from './texts.ts';

/** What a resource is made of, as the form holds it. */
export interface ResourceValues {
  name: string;
  siteId: string | null;
  practitionerId: string | null;
}

/** The inputs that refusals can be about. */
export const RESOURCE_INPUTS = ['name', 'siteId', 'practitionerId'];

const NOBODY = 'nobody';

/** The inputs of a resource. */
export function ResourceInputs(props: {
  values: ResourceValues;
  set: (change: Partial<ResourceValues>) => void;
  problems: Record<string, string> | undefined;
  choices: FragmentOf<typeof ResourceChoices>;
}) {
  const { values, set, problems } = props;
  const { sites, practitioners } = readFragment(ResourceChoices, props.choices);
  const t = useTexts(texts);
  const choice = ({ id, name }: { id: string; name: string }) => ({ id, label: name });
  return (
    <>
      <TextField
        help={t.nameHelp}
        isRequired
        label={t.name}
        maxLength={80}
        onChange={(name) => set({ name })}
        problem={problems?.name}
        value={values.name}
      />
      <div className={parts.pair}>
        <Select
          help={t.siteHelp}
          isRequired
          items={sites.map(choice)}
          label={t.site}
          onChange={(id) => set({ siteId: id === null ? null : String(id) })}
          placeholder={t.choose}
          problem={problems?.siteId}
          value={values.siteId}
        />
        <Select
          help={t.practitionerHelp}
          items={[{ id: NOBODY, label: t.nobody }, ...practitioners.map(choice)]}
          label={t.practitioner}
          onChange={(id) => set({ practitionerId: id === NOBODY ? null : String(id) })}
          problem={problems?.practitionerId}
          value={values.practitionerId ?? NOBODY}
        />
      </div>
    </>
  );
}
