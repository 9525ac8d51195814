import { useState } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { type Problems, useProblems } from '../../graphql/problems.ts';
import { useOneAtATime } from '../../graphql/use_one_at_a_time.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ActionDialog } from '../../ui/console/ActionDialog.tsx';
import { Button } from '../../ui/console/Button.tsx';
import { OneTimeSecret } from '../admin/parts/OneTimeSecret.tsx';
import { texts } from './texts.ts';
import { useDialog } from './use_dialog.ts';

const Reset = graphql(`
  mutation ResetPatientPassword($input: ResetPatientPasswordInput!) {
    resetPatientPassword(input: $input) {
      oneTimePassword {
        password
        expiresAt
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

/** Gives a patient who stands at the desk a password that works once. */
export function ResetPassword({ patientId }: { patientId: string }) {
  const t = useTexts(texts);
  const { dateTime } = useFormat();
  const { accion, open, close } = useDialog();
  const wordsOf = useProblems();
  const [{ fetching }, reset] = useMutation(Reset);
  const [problems, setProblems] = useState<Problems>();
  const [given, setGiven] = useState<{ password: string; expiresAt: string }>();
  const oneAtATime = useOneAtATime();
  const submit = async () => {
    const answer = await oneAtATime(() => reset({ input: { patientId } }));
    if (!answer) return;
    const { data, error } = answer;
    const made = data?.resetPatientPassword.oneTimePassword;
    setProblems(made ? undefined : wordsOf({ error, userErrors: data?.resetPatientPassword.userErrors }, []));
    if (!made) return;
    setGiven(made);
    close();
  };
  return (
    <>
      <Button onPress={() => open('clave')}>{t.resetPassword}</Button>
      {accion === 'clave' && (
        <ActionDialog
          isBusy={fetching}
          isDangerous
          onClose={close}
          onSubmit={submit}
          problems={problems}
          submit={t.resetPassword}
          title={t.resetPassword}
        >
          <p>{t.resetPasswordWhy}</p>
        </ActionDialog>
      )}
      {given && (
        <OneTimeSecret
          about={t.passwordAbout(dateTime(given.expiresAt))}
          onClose={() => setGiven(undefined)}
          secret={given.password}
          title={t.password}
        />
      )}
    </>
  );
}
