import { useRef, useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { type Problems, useProblems } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { Button } from '../../ui/patient/Button.tsx';
import { ErrorSummary } from '../../ui/patient/ErrorSummary.tsx';
import { PasswordField } from '../../ui/patient/Field.tsx';
import { Form } from '../../ui/patient/Form.tsx';
import styles from './account.module.css';
import { texts } from './texts.ts';

const ChangePassword = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) {
      userErrors {
        code
        message
        field
      }
    }
  }
`);

/** A new password in the place of the present one. */
export function PasswordForm() {
  const t = useTexts(texts);
  const announce = useAnnounce();
  const form = useRef<HTMLFormElement>(null);
  const [{ fetching }, change] = useMutation(ChangePassword);
  const wordsOf = useProblems();
  const [problems, setProblems] = useState<Problems>();

  const submit = async (given: FormData) => {
    if (fetching) return;
    const text = (name: string) => String(given.get(name) ?? '');
    const { data, error } = await change({
      input: { currentPassword: text('currentPassword'), newPassword: text('newPassword') },
    });
    const userErrors = data?.changePassword.userErrors;
    if (userErrors?.length === 0) {
      setProblems(undefined);
      form.current?.reset();
      announce(t.password.done);
    } else {
      setProblems(wordsOf({ error, userErrors }, ['currentPassword', 'newPassword']));
    }
  };

  return (
    <Form className={styles.form} onSubmit={submit} ref={form}>
      {problems && <ErrorSummary problems={problems} title={t.summary} />}
      <PasswordField
        autoComplete="current-password"
        label={t.password.current}
        name="currentPassword"
        problem={problems?.fields.currentPassword}
      />
      <PasswordField
        autoComplete="new-password"
        help={t.password.help}
        label={t.password.new}
        name="newPassword"
        problem={problems?.fields.newPassword}
      />
      <Button busy={fetching} type="submit">
        {t.password.submit}
      </Button>
    </Form>
  );
}
