import { useState } from 'react';
import { useQuery } from 'urql';
import { serverNow } from '../../graphql/clock.ts';
import { type FragmentOf, graphql, type ResultOf, readFragment } from '../../graphql/graphql.ts';
import type { Problems } from '../../graphql/problems.ts';
import { useSaving } from '../../graphql/use_saving.ts';
import { readDay, writeDay } from '../../i18n/days.ts';
import { useFormat } from '../../i18n/format.ts';
import { formatPhone } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CoverageFragment, PayersQuery, withOwn } from '../../session/payers.ts';
import { useDraft } from '../../session/use_draft.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { ActionDialog } from '../../ui/console/ActionDialog.tsx';
import { Button } from '../../ui/console/Button.tsx';
import { SelectField } from '../../ui/console/SelectField.tsx';
import { TextField } from '../../ui/console/TextField.tsx';
import { texts } from './texts.ts';
import { useDialog } from './use_dialog.ts';

export const CorrectPatientFragment = graphql(
  `
  fragment CorrectPatient on Patient {
    id
    version
    givenName
    familyName
    birthDate
    mobilePhone
    email
    coverage {
      ...PatientCoverage
      memberNumber
    }
  }
`,
  [CoverageFragment],
);

const Correct = graphql(
  `
  mutation CorrectPatient($input: CorrectPatientInput!) {
    correctPatient(input: $input) {
      patient {
        id
        ...CorrectPatient
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [CorrectPatientFragment],
);

type Known = ResultOf<typeof CorrectPatientFragment>;

/** What is on record, as it is written into the fields. */
function written({ givenName, familyName, birthDate, mobilePhone, email, coverage }: Known) {
  return {
    givenName,
    familyName,
    birthDate: birthDate ? writeDay(birthDate) : '',
    mobilePhone: mobilePhone ? formatPhone(mobilePhone) : '',
    email: email ?? '',
    payerId: coverage?.payer.id ?? '',
    planId: coverage?.plan?.id ?? '',
    memberNumber: coverage?.memberNumber ?? '',
  };
}

type Written = ReturnType<typeof written>;

const NOTHING: Partial<Written> = {};

/** The inputs before those about the coverage, in their order. */
const FIELDS = ['familyName', 'givenName', 'birthDate', 'mobilePhone', 'email'] as const;

const INPUT_MODES: Partial<Record<(typeof FIELDS)[number], 'numeric' | 'tel' | 'email'>> = {
  birthDate: 'numeric',
  mobilePhone: 'tel',
  email: 'email',
};

interface CorrectPatientProps {
  patient: FragmentOf<typeof CorrectPatientFragment>;
  /** Reads the patient anew, whom somebody else changed meanwhile. */
  again: () => void;
}

/** Puts right what is wrong in a patient's data, as they say it at the desk or on the telephone. */
export function CorrectPatient({ patient, again }: CorrectPatientProps) {
  const t = useTexts(texts);
  const { accion, open, close } = useDialog();
  const known = readFragment(CorrectPatientFragment, patient);
  return (
    <>
      <Button onPress={() => open('corregir')}>{t.correct}</Button>
      {accion === 'corregir' && <CorrectDialog again={again} known={known} onClose={close} />}
    </>
  );
}

function CorrectDialog(props: { known: Known; again: () => void; onClose: () => void }) {
  const { known, again, onClose } = props;
  const { id, version } = known;
  const t = useTexts(texts);
  const { dayOf } = useFormat();
  const announce = useAnnounce();
  // Only what was typed: what somebody else puts right meanwhile shows, and stays right.
  const [draft, setDraft] = useDraft(`correct.${id}`, NOTHING);
  const [isNoDay, setIsNoDay] = useState(false);
  const { save, problems, isSaving } = useSaving([...FIELDS, 'payerId', 'planId', 'memberNumber'], again);
  const now: Written = { ...written(known), ...draft };
  const set = (change: Partial<Written>) => setDraft({ ...draft, ...change });

  const submit = async () => {
    const birthDate = readDay(now.birthDate, dayOf(serverNow()));
    const isUnread = now.birthDate.trim() !== '' && birthDate === null;
    setIsNoDay(isUnread);
    if (isUnread) return;
    const input = {
      id,
      version,
      givenName: now.givenName,
      familyName: now.familyName,
      birthDate,
      mobilePhone: now.mobilePhone || null,
      email: now.email || null,
      payerId: now.payerId || null,
      planId: now.planId || null,
      memberNumber: now.memberNumber || null,
    };
    if (!(await save(Correct, { input }))) return;
    setDraft(undefined);
    announce(t.corrected);
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.correctButton}
      title={t.correct}
    >
      {FIELDS.map((field) => (
        <TextField
          help={field === 'birthDate' ? t.birthDateHelp : undefined}
          inputMode={INPUT_MODES[field] ?? 'text'}
          isRequired={field === 'givenName' || field === 'familyName'}
          key={field}
          label={t[field]}
          onChange={(text) => set({ [field]: text })}
          problem={field === 'birthDate' && isNoDay ? t.birthDateUnread : problems?.fields[field]}
          value={now[field]}
        />
      ))}
      <CoverageFields coverage={known.coverage} now={now} problems={problems} set={set} />
    </ActionDialog>
  );
}

interface CoverageFieldsProps {
  coverage: Known['coverage'];
  now: Written;
  problems: Problems | undefined;
  set: (change: Partial<Written>) => void;
}

/** Who pays, with which plan, and the number on the card. */
function CoverageFields({ coverage, now, problems, set }: CoverageFieldsProps) {
  const t = useTexts(texts);
  const [{ data }] = useQuery({ query: PayersQuery });
  const { payer, plan } = coverage ?? {};
  const payers = withOwn(data?.clinic.payers ?? [], payer && { ...payer, isSelfPay: false, plans: [] });
  const offered = payers.find(({ id }) => id === now.payerId)?.plans ?? [];
  const plans = withOwn(offered, payer?.id === now.payerId ? plan : null);
  return (
    <>
      <SelectField
        label={t.payer}
        // The plan and the card are another payer's.
        onChange={(payerId) => set({ payerId, planId: '', memberNumber: '' })}
        options={choices(payers)}
        problem={problems?.fields.payerId}
        value={now.payerId}
      />
      {plans.length > 0 && (
        <SelectField
          label={t.plan}
          onChange={(planId) => set({ planId })}
          options={choices(plans)}
          problem={problems?.fields.planId}
          value={now.planId}
        />
      )}
      {now.payerId && (
        <TextField
          label={t.memberNumber}
          onChange={(memberNumber) => set({ memberNumber })}
          problem={problems?.fields.memberNumber}
          value={now.memberNumber}
        />
      )}
    </>
  );
}

/** What can be chosen, with nothing for what is not known. */
function choices(of: readonly { id: string; name: string }[]) {
  return [{ value: '', label: '–' }, ...of.map(({ id, name }) => ({ value: id, label: name }))];
}
