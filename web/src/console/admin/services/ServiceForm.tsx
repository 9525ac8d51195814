import { type FragmentOf, graphql, readFragment } from '../../../graphql/graphql.ts';
import { useWhole } from '../../../graphql/use_whole.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Checkbox, CheckboxGroup } from '../../../ui/console/Checkbox.tsx';
import { NumberField } from '../../../ui/console/NumberField.tsx';
import { SelectField } from '../../../ui/console/SelectField.tsx';
import { TagField } from '../../../ui/console/TagField.tsx';
import { TextField } from '../../../ui/console/TextField.tsx';
import parts from '../parts/parts.module.css';
import { texts } from './texts.ts';

/** What a service is made of, as the form holds it. */
export interface ServiceValues {
  name: string;
  code: string;
  synonyms: string[];
  circuitId: string;
  durationMinutes: number;
  preparation: string;
  resourceIds: string[];
}

/** The inputs that refusals can be about. */
export const SERVICE_INPUTS = [
  'name',
  'code',
  'synonyms',
  'circuitId',
  'durationMinutes',
  'preparation',
  'resourceIds',
];

/** What can be chosen from. */
export const ServiceChoices = graphql(`
  fragment ServiceChoices on Query {
    circuits {
      id
      name
    }
  }
`);

const ResourcesQuery = graphql(`
  query ServiceResources($after: String) {
    resources(first: 100, after: $after) {
      nodes {
        id
        name
        site {
          id
          name
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** The inputs of a service. */
export function ServiceInputs(props: {
  values: ServiceValues;
  set: (change: Partial<ServiceValues>) => void;
  problems: Record<string, string> | undefined;
  choices: FragmentOf<typeof ServiceChoices>;
}) {
  const { values, set, problems } = props;
  const { circuits } = readFragment(ServiceChoices, props.choices);
  const [{ data: resources = [] }] = useWhole(ResourcesQuery, {}, ({ resources }) => resources);
  const t = useTexts(texts);
  return (
    <>
      <div className={parts.pair}>
        <TextField
          isRequired
          label={t.name}
          maxLength={120}
          onChange={(name) => set({ name })}
          problem={problems?.name}
          value={values.name}
        />
        <TextField
          help={t.codeHelp}
          isRequired
          label={t.code}
          maxLength={40}
          onChange={(code) => set({ code })}
          problem={problems?.code}
          value={values.code}
        />
      </div>
      <TagField
        addWord={t.add1}
        help={t.synonymHelp}
        inputLabel={t.synonym}
        label={t.synonyms}
        onChange={(synonyms) => set({ synonyms })}
        problem={problems?.synonyms}
        value={values.synonyms}
      />
      <div className={parts.pair}>
        <SelectField
          label={t.circuit}
          onChange={(circuitId) => set({ circuitId })}
          options={[
            ...(values.circuitId === '' ? [{ value: '', label: t.choose }] : []),
            ...circuits.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          problem={problems?.circuitId}
          value={values.circuitId}
        />
        <NumberField
          help={t.durationHelp}
          isRequired
          label={t.duration}
          onChange={(durationMinutes) => set({ durationMinutes })}
          problem={problems?.durationMinutes}
          value={values.durationMinutes}
        />
      </div>
      <TextField
        help={t.preparationHelp}
        label={t.preparation}
        maxLength={2000}
        multiline
        onChange={(preparation) => set({ preparation })}
        problem={problems?.preparation}
        value={values.preparation}
      />
      <CheckboxGroup
        help={t.resourcesHelp}
        label={t.resources}
        onChange={(resourceIds) => set({ resourceIds })}
        problem={problems?.resourceIds}
        value={values.resourceIds}
      >
        {resources.map(({ id, name, site }) => (
          <Checkbox key={id} value={id}>
            {name} <span className={parts.soft}>{site.name}</span>
          </Checkbox>
        ))}
      </CheckboxGroup>
    </>
  );
}
