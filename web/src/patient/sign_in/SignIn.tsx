import { useState } from 'react';
import { useMutation } from 'urql';
import { Link, Redirect, useLocation, useSearch } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { missingIn, type Problems, useProblems } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useSession } from '../../session/session.tsx';
import { useViewer } from '../../session/viewer.ts';
import { Button, secondaryLook } from '../../ui/patient/Button.tsx';
import { ErrorSummary } from '../../ui/patient/ErrorSummary.tsx';
import { PasswordField } from '../../ui/patient/Field.tsx';
import { Form } from '../../ui/patient/Form.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { ReachClinic } from '../shell/ReachClinic.tsx';
import { DocumentFields, documentIn } from './DocumentFields.tsx';
import { wayBack } from './routes.ts';
import styles from './sign_in.module.css';
import { texts } from './texts.ts';

const SignInPatient = graphql(`
  mutation SignInPatient($input: SignInPatientInput!) {
    signInPatient(input: $input) {
      viewer {
        __typename
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

/** How patients come in: document and password, and a password of their own where the given one works once. */
export function SignIn() {
  const t = useTexts(texts);
  const { renew } = useSession();
  const [, navigate] = useLocation();
  const search = useSearch();
  const { viewer } = useViewer();
  const [{ fetching }, signIn] = useMutation(SignInPatient);
  const wordsOf = useProblems();
  const [problems, setProblems] = useState<Problems>();
  const [asksNew, setAsksNew] = useState(false);
  const [asksClinic, setAsksClinic] = useState(false);

  const submit = async (form: FormData) => {
    if (fetching) return;
    const text = (name: string) => String(form.get(name) ?? '');
    const fields = missingIn(form, {
      nationalId: t.missing.nationalId,
      password: t.signIn.noPassword,
      newPassword: t.missing.password,
    });
    // What is left out can only be wrong, and would count as an attempt.
    if (Object.keys(fields).length > 0) return setProblems({ fields, general: [], codes: [] });
    const { data, error } = await signIn({
      input: {
        ...documentIn(form),
        password: text('password'),
        ...(asksNew ? { newPassword: text('newPassword') } : {}),
      },
    });
    if (data?.signInPatient.viewer) {
      navigate(wayBack(search), { replace: true });
      renew();
      return;
    }
    const shown = ['clinic', 'nationalId', 'password', 'newPassword'];
    const found = wordsOf({ error, userErrors: data?.signInPatient.userErrors }, shown);
    setAsksNew(asksNew || found.codes.includes('PASSWORD_CHANGE_REQUIRED'));
    setAsksClinic(asksClinic || found.fields.clinic !== undefined);
    setProblems(found);
  };

  if (viewer?.__typename === 'Patient') return <Redirect replace to={wayBack(search)} />;
  return (
    <>
      <PageTitle>{t.signIn.title}</PageTitle>
      <Form className={styles.form} onSubmit={submit}>
        {problems && <ErrorSummary problems={problems} title={t.summary} />}
        {problems?.codes.includes('TOO_MANY_ATTEMPTS') && <ReachClinic />}
        <DocumentFields asksClinic={asksClinic} problems={problems} />
        <PasswordField
          autoComplete="current-password"
          label={t.password}
          name="password"
          problem={problems?.fields.password}
        />
        {asksNew && (
          <PasswordField
            autoComplete="new-password"
            help={t.signIn.newPasswordHelp}
            label={t.signIn.newPassword}
            name="newPassword"
            problem={problems?.fields.newPassword}
          />
        )}
        <Button busy={fetching} type="submit">
          {t.signIn.submit}
        </Button>
        <p className={styles.help}>{t.signIn.forgotten}</p>
      </Form>
      <div className={styles.other}>
        <h2>{t.signIn.noAccount}</h2>
        <Link className={secondaryLook} href={`/registrarse${search && `?${search}`}`}>
          {t.signIn.signUp}
        </Link>
      </div>
    </>
  );
}
