import { useState } from 'react';
import { useQuery } from 'urql';
import type { ResultOf } from '../../graphql/graphql.ts';
import type { Problems } from '../../graphql/problems.ts';
import { writeDay } from '../../i18n/days.ts';
import { useTexts } from '../../i18n/texts.ts';
import { PayersQuery, withOwn } from '../../session/payers.ts';
import { Field, SelectField } from '../../ui/patient/Field.tsx';
import type { PersonalDetailsFragment } from './details.ts';
import { texts } from './texts.ts';

interface FieldsProps {
  /** What is on record; left out for who has no record yet. */
  known?: ResultOf<typeof PersonalDetailsFragment>;
  problems: Problems | undefined;
}

/** The day of birth, as people write it: a calendar would be many taps away from it. */
export function BirthDateField({ known, problems }: FieldsProps) {
  const t = useTexts(texts);
  return (
    <Field
      autoComplete="bday"
      defaultValue={known?.birthDate ? writeDay(known.birthDate) : ''}
      help={t.birthDateHelp}
      inputMode="numeric"
      label={t.birthDate}
      name="birthDate"
      optional
      problem={problems?.fields.birthDate}
    />
  );
}

/** Who pays, and with which plan. Where the clinic is not known yet there is nothing to choose from. */
export function CoverageFields({ known, problems }: FieldsProps) {
  const t = useTexts(texts);
  const [{ data, error }] = useQuery({ query: PayersQuery });
  const { payer, plan } = known?.coverage ?? {};
  const [chosen, setChosen] = useState(payer?.id ?? '');
  if (error && !data) return null;
  // Until they are read the list is short, but stands in its place: nothing below it jumps.
  const payers = withOwn(data?.clinic.payers ?? [], payer && { ...payer, isSelfPay: false, plans: [] });
  // Whoever pays alone need not look for it among many.
  payers.sort((one, other) => Number(other.isSelfPay) - Number(one.isSelfPay));
  const offered = payers.find(({ id }) => id === chosen)?.plans ?? [];
  const plans = withOwn(offered, payer?.id === chosen ? plan : null);
  return (
    <>
      <SelectField
        help={t.payerHelp}
        label={t.payerId}
        name="payerId"
        onChange={(event) => setChosen(event.target.value)}
        optional
        problem={problems?.fields.payerId}
        value={chosen}
      >
        <Options none={t.noPayer} of={payers} />
      </SelectField>
      {plans.length > 0 && (
        <SelectField
          defaultValue={plan?.id ?? ''}
          help={t.planHelp}
          key={chosen}
          label={t.planId}
          name="planId"
          optional
          problem={problems?.fields.planId}
        >
          <Options none={t.noPlan} of={plans} />
        </SelectField>
      )}
    </>
  );
}

function Options({ none, of }: { none: string; of: { id: string; name: string }[] }) {
  return (
    <>
      <option value="">{none}</option>
      {of.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </>
  );
}
