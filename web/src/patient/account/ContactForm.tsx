import { useState } from 'react';
import { useMutation } from 'urql';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { type Problems, useProblems } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/patient/Button.tsx';
import { ErrorSummary } from '../../ui/patient/ErrorSummary.tsx';
import { Field } from '../../ui/patient/Field.tsx';
import { Form } from '../../ui/patient/Form.tsx';
import styles from './account.module.css';
import { texts } from './texts.ts';

/** How a patient is reached. */
export const ContactFragment = graphql(`
  fragment Contact on Patient {
    id
    mobilePhone
    mobilePhoneDisplay
    email
  }
`);

const ConfirmContactMutation = graphql(
  `
    mutation ConfirmContact($input: ConfirmContactInput!) {
      confirmContact(input: $input) {
        patient {
          ...Contact
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [ContactFragment],
);

/** Returns what confirms a patient's telephone and e-mail; it answers what to mend, or how the number is read. */
export function useConfirmContact() {
  const [{ fetching }, confirm] = useMutation(ConfirmContactMutation);
  const wordsOf = useProblems();
  return {
    fetching,
    confirm: async (input: { mobilePhone: string; email: string }) => {
      const { data, error } = await confirm({ input });
      const patient = readFragment(ContactFragment, data?.confirmContact.patient);
      if (patient) return { display: patient.mobilePhoneDisplay ?? '' };
      return {
        problems: wordsOf({ error, userErrors: data?.confirmContact.userErrors }, ['mobilePhone', 'email']),
      };
    },
  };
}

/**
 * Telephone and e-mail, to be corrected and confirmed. `onConfirmed` is told how the number is read; `takesFocus` names
 * the field that does, where it stands in the place of what had the focus.
 */
export function ContactForm(props: {
  patient: FragmentOf<typeof ContactFragment>;
  submitWord: string;
  takesFocus?: 'mobilePhone' | 'email';
  onConfirmed: (display: string) => void;
}) {
  const t = useTexts(texts);
  const patient = readFragment(ContactFragment, props.patient);
  const { confirm, fetching } = useConfirmContact();
  const [problems, setProblems] = useState<Problems>();

  const submit = async (form: FormData) => {
    if (fetching) return;
    const text = (name: string) => String(form.get(name) ?? '');
    const answer = await confirm({ mobilePhone: text('mobilePhone'), email: text('email') });
    setProblems(answer.problems);
    if (answer.display !== undefined) props.onConfirmed(answer.display);
  };

  return (
    <Form className={styles.form} onSubmit={submit}>
      {problems && <ErrorSummary problems={problems} title={t.summary} />}
      <Field
        autoComplete="tel"
        autoFocus={props.takesFocus === 'mobilePhone'}
        defaultValue={patient.mobilePhoneDisplay ?? ''}
        help={t.contact.mobilePhoneHelp}
        label={t.contact.mobilePhone}
        name="mobilePhone"
        problem={problems?.fields.mobilePhone}
        type="tel"
      />
      <Field
        autoComplete="email"
        autoFocus={props.takesFocus === 'email'}
        defaultValue={patient.email ?? ''}
        label={t.contact.email}
        name="email"
        optional
        problem={problems?.fields.email}
        type="email"
      />
      <Button busy={fetching} type="submit">
        {props.submitWord}
      </Button>
    </Form>
  );
}
