import { type FragmentOf, readFragment } from '../../../graphql/graphql.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { SelectField } from '../../../ui/console/SelectField.tsx';
import { TextField } from '../../../ui/console/TextField.tsx';
import parts from '../parts/parts.module.css';
import { ResourceChoices } from './documents.ts';
import { texts } from './texts.ts';

/** What a resource is made of, as the form holds it. */
export interface ResourceValues {
  name: string;
  siteId: string;
  practitionerId: string | null;
}

/** The inputs that refusals can be about. */
export const RESOURCE_INPUTS = ['name', 'siteId', 'practitionerId'];

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
  const choice = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name });
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
        <SelectField
          help={t.siteHelp}
          label={t.site}
          onChange={(siteId) => set({ siteId })}
          options={[...(values.siteId === '' ? [{ value: '', label: t.choose }] : []), ...sites.map(choice)]}
          problem={problems?.siteId}
          value={values.siteId}
        />
        <SelectField
          help={t.practitionerHelp}
          label={t.practitioner}
          onChange={(id) => set({ practitionerId: id === '' ? null : id })}
          options={[{ value: '', label: t.nobody }, ...practitioners.map(choice)]}
          problem={problems?.practitionerId}
          value={values.practitionerId ?? ''}
        />
      </div>
    </>
  );
}
