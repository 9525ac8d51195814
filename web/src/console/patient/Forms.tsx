import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../graphql/idempotency.ts';
import { useProblems } from '../../graphql/problems.ts';
import { useOneAtATime } from '../../graphql/use_one_at_a_time.ts';
import { useSaving } from '../../graphql/use_saving.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDraft } from '../../session/use_draft.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { ActionDialog } from '../../ui/console/ActionDialog.tsx';
import { Button } from '../../ui/console/Button.tsx';
import { SelectField } from '../../ui/console/SelectField.tsx';
import { TextField } from '../../ui/console/TextField.tsx';
import { Badge } from '../../ui/Notice.tsx';
import { reasonWords } from '../words/reasons.ts';
import { FORM_TONES, visitWords } from '../words/visits.ts';
import styles from './Patient.module.css';
import { Section } from './Section.tsx';
import { texts } from './texts.ts';
import { useDialog } from './use_dialog.ts';
import { useMore } from './use_more.ts';

const PatientFormFragment = graphql(`
  fragment PatientForm on Form {
    id
    title
    state
    purpose
    askedAt
    submittedAt
    withdrawReason
    progress {
      required
      answered
    }
  }
`);

export const PatientFormsFragment = graphql(
  `
  fragment PatientForms on Patient {
    id
    forms(first: 50) {
      nodes {
        id
        ...PatientForm
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`,
  [PatientFormFragment],
);

const MoreForms = graphql(
  `
  query MorePatientForms($id: ID!, $after: String) {
    patient(id: $id) {
      id
      forms(first: 50, after: $after) {
        nodes {
          id
          ...PatientForm
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`,
  [PatientFormFragment],
);

const Resend = graphql(`
  mutation ResendFormLink($input: ResendFormLinkInput!) {
    resendFormLink(input: $input) {
      notification {
        id
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

const Ask = graphql(
  `
  mutation AskForm($input: AskFormInput!) {
    askForm(input: $input) {
      form {
        id
        ...PatientForm
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [PatientFormFragment],
);

const Withdraw = graphql(
  `
  mutation WithdrawForm($input: WithdrawFormInput!) {
    withdrawForm(input: $input) {
      form {
        id
        ...PatientForm
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [PatientFormFragment],
);

const Definitions = graphql(`
  query FormsToAsk {
    formDefinitions {
      id
      title
    }
  }
`);

/** What the patient was asked to fill in; an open form's link can be sent once more. */
export function Forms(props: { patient: FragmentOf<typeof PatientFormsFragment>; again: () => void }) {
  const t = useTexts(texts);
  const { id, forms } = readFragment(PatientFormsFragment, props.patient);
  const more = useMore(MoreForms, id, forms.pageInfo);
  const { accion, open, close } = useDialog();
  return (
    <Section
      action={<Button onPress={() => open('formulario')}>{t.ask}</Button>}
      empty={forms.nodes.length === 0 ? t.noForms : undefined}
      more={more}
      title={t.forms}
    >
      <ul className={styles.items}>
        {forms.nodes.map((node) => (
          <FormItem again={props.again} form={node} key={node.id} />
        ))}
      </ul>
      {accion === 'formulario' && <AskDialog again={props.again} onClose={close} patientId={id} />}
    </Section>
  );
}

function FormItem(props: { form: FragmentOf<typeof PatientFormFragment>; again: () => void }) {
  const t = useTexts(texts);
  const words = useTexts(visitWords);
  const reasons = useTexts(reasonWords);
  const { dateTime } = useFormat();
  const announce = useAnnounce();
  const wordsOf = useProblems();
  const [{ fetching }, resend] = useMutation(Resend);
  const form = readFragment(PatientFormFragment, props.form);
  const { actionOn, open, close } = useDialog();
  const keyOf = useIdempotencyKey();
  const oneAtATime = useOneAtATime();
  const [last, setLast] = useState<string>();
  const send = async () => {
    const idempotencyKey = keyOf({ formId: form.id, after: last });
    const answer = await oneAtATime(() => resend({ input: { formId: form.id, idempotencyKey } }));
    if (!answer) return;
    const { data, error } = answer;
    const { general } = wordsOf({ error, userErrors: data?.resendFormLink.userErrors }, []);
    announce(general.length > 0 ? general.join(' ') : t.resent);
    const sent = data?.resendFormLink.notification;
    if (!sent) return;
    setLast(sent.id);
    props.again();
  };
  return (
    <li>
      <p>
        <strong>{form.title}</strong> <Badge tone={FORM_TONES[form.state]}>{words.form[form.state]}</Badge>{' '}
        {words.purpose[form.purpose]}
      </p>
      <p className={styles.soft}>
        {t.asked(dateTime(form.askedAt))}
        {form.submittedAt !== null && `, ${t.submitted(dateTime(form.submittedAt))}`}
        {form.state === 'OPEN' && ` · ${t.progress(form.progress.answered, form.progress.required)}`}
      </p>
      {form.withdrawReason !== null && <p>{reasons[form.withdrawReason] ?? form.withdrawReason}</p>}
      {form.state === 'OPEN' && (
        <div className={styles.actions}>
          <Button isDisabled={fetching} onPress={send}>
            {t.resend}
          </Button>
          <Button onPress={() => open('retirar', form.id)} variant="danger">
            {t.withdraw}
          </Button>
        </div>
      )}
      {actionOn(form.id) === 'retirar' && <WithdrawDialog id={form.id} onClose={close} title={form.title} />}
    </li>
  );
}

function AskDialog(props: { patientId: string; again: () => void; onClose: () => void }) {
  const { patientId, again, onClose } = props;
  const t = useTexts(texts);
  const announce = useAnnounce();
  const keyOf = useIdempotencyKey();
  const [{ data }] = useQuery({ query: Definitions });
  const [chosen, setChosen] = useDraft(`ask-form.${patientId}`, '');
  const { save, problems, isSaving } = useSaving(['definitionId']);
  const definitionId = chosen || data?.formDefinitions[0]?.id;
  const submit = async () => {
    if (definitionId === undefined) return;
    const wish = { definitionId, patientId };
    if (!(await save(Ask, { input: { ...wish, idempotencyKey: keyOf(wish) } }))) return;
    setChosen(undefined);
    announce(t.askedNow);
    again();
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      isDisabled={definitionId === undefined}
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.askButton}
      title={t.ask}
    >
      <SelectField
        label={t.askWhich}
        onChange={setChosen}
        options={(data?.formDefinitions ?? []).map(({ id, title }) => ({ value: id, label: title }))}
        problem={problems?.fields.definitionId}
        value={definitionId ?? ''}
      />
    </ActionDialog>
  );
}

/** Takes back a form that was asked for; the patient can no longer fill it in. */
function WithdrawDialog({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  const t = useTexts(texts);
  const announce = useAnnounce();
  const [reason, setReason] = useDraft(`withdraw-form.${id}`, '');
  const { save, problems, isSaving } = useSaving(['reason']);
  const submit = async () => {
    if (!(await save(Withdraw, { input: { id, reason } }))) return;
    setReason(undefined);
    announce(t.withdrawn);
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      isDangerous
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.withdrawButton}
      title={`${t.withdraw}: ${title}`}
    >
      <p>{t.withdrawWhy}</p>
      <TextField
        autoFocus
        isRequired
        label={t.withdrawReason}
        maxLength={500}
        onChange={setReason}
        problem={problems?.fields.reason}
        value={reason}
      />
    </ActionDialog>
  );
}
