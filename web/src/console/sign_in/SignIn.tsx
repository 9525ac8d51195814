import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { Form } from 'react-aria-components';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { missingIn, type Problems, useProblems } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useClinic } from '../../session/clinic.tsx';
import { useSession } from '../../session/session.tsx';
import { useViewer } from '../../session/viewer.ts';
import { Button } from '../../ui/console/Button.tsx';
import { TextField } from '../../ui/console/TextField.tsx';
import { Banner } from '../../ui/Notice.tsx';
import { Preferences } from '../../ui/Preferences.tsx';
import { useTitle } from '../shell/use_title.ts';
import { signInRoute } from './route.tsx';
import styles from './SignIn.module.css';
import { texts } from './texts.ts';

const SignInMutation = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
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

/** What is typed here; the last only where it is asked for. */
const FIELDS = ['email', 'password', 'newPassword'] as const;

/** How staff come in: e-mail and password, and a password of one's own where the given one works once. */
export function SignIn() {
  const t = useTexts(texts);
  useTitle(t.title);
  const clinic = useClinic();
  const { renew } = useSession();
  const { history } = useRouter();
  const { volver } = signInRoute.useSearch();
  const [{ fetching }, signIn] = useMutation(SignInMutation);
  const wordsOf = useProblems();
  const [problems, setProblems] = useState<Problems>();
  const [asksNew, setAsksNew] = useState(false);
  const formRef = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problems) formRef.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problems]);
  const { viewer } = useViewer();
  const isIn = viewer?.__typename === 'User';
  // biome-ignore lint/correctness/useExhaustiveDependencies: who is in is led on once
  useEffect(() => {
    if (isIn) history.replace(volver ?? '/consola/');
  }, [isIn]);

  const submit = async (form: FormData) => {
    if (fetching) return;
    const text = (name: string) => String(form.get(name) ?? '');
    // What is left out can only be wrong, and would count as an attempt.
    const fields = missingIn(form, t.missing);
    if (Object.keys(fields).length > 0) return setProblems({ fields, general: [], codes: [] });
    const input = { email: text('email'), password: text('password') };
    const { data, error } = await signIn({
      input: asksNew ? { ...input, newPassword: text('newPassword') } : input,
    });
    if (data?.signIn.viewer) return renew();
    const found = wordsOf({ error, userErrors: data?.signIn.userErrors }, FIELDS);
    setAsksNew(asksNew || found.codes.includes('PASSWORD_CHANGE_REQUIRED'));
    setProblems(found);
  };

  if (isIn) return null;
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <p className={styles.clinic}>{clinic.name}</p>
        <h1>{t.title}</h1>
        {problems?.general.map((words) => (
          <Banner key={words} tone="danger" urgent>
            {words}
          </Banner>
        ))}
        <Form
          className={styles.form ?? ''}
          onSubmit={(event) => {
            event.preventDefault();
            void submit(new FormData(event.currentTarget));
          }}
          ref={formRef}
          // Natively, an input that was refused would keep the form from being sent again.
          validationBehavior="aria"
        >
          <TextField
            autoComplete="username"
            autoFocus
            isRequired
            label={t.email}
            name="email"
            problem={problems?.fields.email}
            type="email"
          />
          <TextField
            autoComplete="current-password"
            isRequired
            label={t.password}
            name="password"
            problem={problems?.fields.password}
            type="password"
          />
          {asksNew && (
            <TextField
              autoComplete="new-password"
              autoFocus
              help={t.newPasswordHelp}
              isRequired
              label={t.newPassword}
              minLength={8}
              name="newPassword"
              problem={problems?.fields.newPassword}
              type="password"
            />
          )}
          <Button type="submit" variant="primary">
            {t.submit}
          </Button>
        </Form>
      </div>
      <Preferences />
    </main>
  );
}
