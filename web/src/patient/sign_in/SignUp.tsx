import { useState } from 'react';
import { useMutation } from 'urql';
import { Link, Redirect, useLocation, useSearch } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { type Problems, useProblems } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useSession } from '../../session/session.tsx';
import { useViewer } from '../../session/viewer.ts';
import { Button, secondaryLook } from '../../ui/patient/Button.tsx';
import { ErrorSummary } from '../../ui/patient/ErrorSummary.tsx';
import { Field, PasswordField } from '../../ui/patient/Field.tsx';
import { Form } from '../../ui/patient/Form.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { BirthDateField, CoverageFields } from '../details/DetailsFields.tsx';
import { DETAILS, useReadDetails } from '../details/details.ts';
import { DocumentFields, documentIn } from './DocumentFields.tsx';
import { wayBack } from './routes.ts';
import styles from './sign_in.module.css';
import { texts } from './texts.ts';

const SignUpPatient = graphql(`
  mutation SignUpPatient($input: SignUpPatientInput!) {
    signUpPatient(input: $input) {
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

/** What nobody can leave out of who they are. */
const NEEDED = ['nationalId', 'givenName', 'familyName'] as const;

/** What a new patient fills in, besides the document and in this order. */
const NAMES = ['givenName', 'familyName', 'mobilePhone', 'email', 'password'] as const;

/** How a patient makes an account, and is signed in with it. */
export function SignUp() {
  const t = useTexts(texts);
  const { renew } = useSession();
  const [, navigate] = useLocation();
  const search = useSearch();
  const { viewer } = useViewer();
  const [{ fetching }, signUp] = useMutation(SignUpPatient);
  const wordsOf = useProblems();
  const readDetails = useReadDetails();
  const [problems, setProblems] = useState<Problems>();
  const [asksClinic, setAsksClinic] = useState(false);

  const submit = async (form: FormData) => {
    if (fetching) return;
    const text = (name: string) => String(form.get(name) ?? '');
    const { details, problems: unread } = readDetails(form);
    const missing = (names: readonly (keyof typeof t.missing)[]) =>
      Object.fromEntries(names.flatMap((name) => (text(name).trim() ? [] : [[name, t.missing[name]]])));
    const unfinished = { ...missing(NEEDED), ...unread, ...missing(['password']) };
    if (Object.keys(unfinished).length > 0) {
      return setProblems({ fields: unfinished, general: [], codes: [] });
    }
    const { data, error } = await signUp({
      input: {
        ...documentIn(form),
        givenName: text('givenName'),
        familyName: text('familyName'),
        mobilePhone: text('mobilePhone'),
        email: text('email'),
        ...details,
        password: text('password'),
      },
    });
    if (data?.signUpPatient.viewer) {
      navigate(wayBack(search), { replace: true });
      renew();
      return;
    }
    const shown = ['clinic', 'nationalId', ...NAMES, ...DETAILS];
    const found = wordsOf({ error, userErrors: data?.signUpPatient.userErrors }, shown);
    setAsksClinic(asksClinic || found.fields.clinic !== undefined);
    setProblems(found);
  };

  if (viewer?.__typename === 'Patient') return <Redirect replace to={wayBack(search)} />;
  return (
    <>
      <PageTitle>{t.signUp.title}</PageTitle>
      <p>{t.signUp.lead}</p>
      <Form className={styles.form} onSubmit={submit}>
        {problems && <ErrorSummary labels={t.signUp} problems={problems} title={t.summary} />}
        <fieldset>
          <legend>{t.signUp.who}</legend>
          <DocumentFields asksClinic={asksClinic} problems={problems} />
          <Field
            autoComplete="given-name"
            label={t.signUp.givenName}
            name="givenName"
            problem={problems?.fields.givenName}
          />
          <Field
            autoComplete="family-name"
            label={t.signUp.familyName}
            name="familyName"
            problem={problems?.fields.familyName}
          />
          <BirthDateField problems={problems} />
          <CoverageFields problems={problems} />
        </fieldset>
        <fieldset>
          <legend>{t.signUp.reach}</legend>
          <Field
            autoComplete="tel"
            help={t.signUp.mobilePhoneHelp}
            label={t.signUp.mobilePhone}
            name="mobilePhone"
            problem={problems?.fields.mobilePhone}
            type="tel"
          />
          <Field
            autoComplete="email"
            label={t.signUp.email}
            name="email"
            optional
            problem={problems?.fields.email}
            type="email"
          />
        </fieldset>
        <PasswordField
          autoComplete="new-password"
          help={t.signUp.passwordHelp}
          label={t.password}
          name="password"
          problem={problems?.fields.password}
        />
        <Button busy={fetching} type="submit">
          {t.signUp.submit}
        </Button>
      </Form>
      <div className={styles.other}>
        <h2>{t.signUp.hasAccount}</h2>
        <Link className={secondaryLook} href={`/ingresar${search && `?${search}`}`}>
          {t.signUp.signIn}
        </Link>
      </div>
    </>
  );
}
