import { useRef, useState } from 'react';
import { useMutation } from 'urql';
import { Link, Redirect, useLocation, useSearch } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { missingIn, type Problems, useProblems } from '../../graphql/problems.ts';
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
import { DocumentFields, documentIn, filled } from './DocumentFields.tsx';
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

/** What can be wrong, in the order of the form. */
const FIELDS = [
  'clinic',
  'nationalId',
  'givenName',
  'familyName',
  ...DETAILS,
  'mobilePhone',
  'email',
  'password',
] as const;

/** What else a refusal of an input may be about. */
const PARTS: Record<string, string[]> = { nationalId: ['clinic', 'documentType'] };

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
  const refused = useRef<FormData>(undefined);

  /** Tells everything that has to be mended at once; whoever mends a field sees the others still. */
  const refuse = (form: FormData, { fields, ...others }: Problems) => {
    const inOrder = FIELDS.flatMap((name) => (fields[name] ? [[name, fields[name]]] : []));
    setProblems({ ...others, fields: Object.fromEntries(inOrder) });
    refused.current = form;
  };

  const submit = async (form: FormData) => {
    if (fetching) return;
    const { details, problems: unread } = readDetails(form);
    const unfinished = { ...missingIn(form, t.missing), ...unread };
    // What the server refused before and nobody changed holds still where it cannot be asked again.
    const isUntouched = (name: string) => refused.current?.get(name) === form.get(name);
    const untouched = Object.fromEntries(
      Object.entries(problems?.fields ?? {}).filter(([name]) =>
        [name, ...(PARTS[name] ?? [])].every(isUntouched),
      ),
    );
    // It cannot be asked about what is no day.
    if (unread.birthDate) {
      return refuse(form, { fields: { ...untouched, ...unfinished }, general: [], codes: [] });
    }
    const { data, error } = await signUp({
      input: {
        ...documentIn(form),
        givenName: filled(form, 'givenName'),
        familyName: filled(form, 'familyName'),
        mobilePhone: filled(form, 'mobilePhone'),
        email: filled(form, 'email'),
        ...details,
        password: filled(form, 'password'),
      },
    });
    if (data?.signUpPatient.viewer) {
      navigate(wayBack(search), { replace: true });
      renew();
      return;
    }
    const found = wordsOf({ error, userErrors: data?.signUpPatient.userErrors }, FIELDS);
    setAsksClinic(asksClinic || found.fields.clinic !== undefined);
    refuse(form, { ...found, fields: { ...(error && untouched), ...found.fields, ...unfinished } });
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
