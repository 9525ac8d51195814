import { useRef, useState } from 'react';
import { useMutation } from 'urql';
import { useLocation } from 'wouter';
import { freshKey } from '../../graphql/fresh_key.ts';
import { graphql } from '../../graphql/graphql.ts';
import { useProblems } from '../../graphql/problems.ts';
import { LOCALES, useLanguage } from '../../i18n/language.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Banner } from '../../ui/Notice.tsx';
import { Button } from '../../ui/patient/Button.tsx';
import { Field } from '../../ui/patient/Field.tsx';
import { Title } from '../../ui/patient/Title.tsx';
import { JustDone, useReread } from './holder.tsx';
import styles from './journey.module.css';
import { texts } from './texts.ts';

const AddPhotosMutation = graphql(`
  mutation AddPhotos($input: SubmitOrderInput!) {
    submitOrder(input: $input) {
      assistanceRequest {
        id
        state
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

/** Better photos from the telephone, where somebody of the clinic asked for them. */
export function Photos({ requestId, reason }: { requestId: string; reason: string | null }) {
  const t = useTexts(texts).photos;
  const language = useLanguage();
  const wordsOf = useProblems();
  const reread = useReread();
  const [, navigate] = useLocation();
  const [, submit] = useMutation(AddPhotosMutation);
  const [files, setFiles] = useState<File[]>([]);
  const [sending, setSending] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [key] = useState(freshKey);
  // What has arrived is not sent again after a failure.
  const staged = useRef(new Map<File, string>());

  /** Sends a file; the server's words where it is refused. */
  const stage = async (file: File) => {
    const body = new FormData();
    body.append('file', file);
    const headers = { 'Accept-Language': LOCALES[language] };
    const response = await fetch('/uploads', { method: 'POST', body, headers });
    const answer = (await response.json()) as { id?: string; detail?: string };
    if (answer.id) staged.current.set(file, answer.id);
    return answer.id ? undefined : (answer.detail ?? t.network);
  };
  const send = async () => {
    if (sending) return;
    const empty = files.find(({ size }) => size === 0);
    const wrong = files.length === 0 ? t.none : empty && t.empty(empty.name);
    setProblem(wrong);
    if (wrong) return;
    try {
      for (const [index, file] of files.entries()) {
        setSending(t.sending(index + 1, files.length));
        const refused = staged.current.has(file) ? undefined : await stage(file);
        if (refused) return setProblem(`${file.name}: ${refused}`);
      }
      const uploadIds = files.map((file) => staged.current.get(file) ?? '');
      const input = { uploadIds, assistanceRequestId: requestId, idempotencyKey: key };
      const { data, error } = await submit({ input });
      const { general } = wordsOf({ error, userErrors: data?.submitOrder.userErrors }, []);
      if (general[0]) return setProblem(general[0]);
      await reread();
      navigate('/reservar?aviso=fotos', { replace: true });
    } catch {
      setProblem(t.network);
    } finally {
      setSending(undefined);
    }
  };

  return (
    <>
      <Title>{t.title}</Title>
      <JustDone />
      <form
        className={styles.card}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p>{t.lead}</p>
        {reason && (
          <Banner tone="warning">
            <span>
              {t.reason} <b>{reason}</b>
            </span>
          </Banner>
        )}
        <ul className={styles.list}>
          <li>{t.table}</li>
          <li>{t.whole}</li>
          <li>{t.kinds}</li>
        </ul>
        <Field
          accept="image/*,application/pdf"
          label={t.files}
          multiple
          name="photos"
          onChange={(event) => setFiles([...(event.target.files ?? [])])}
          problem={problem}
          type="file"
        />
        <p className={styles.soft} role="status">
          {sending}
        </p>
        <Button busy={sending !== undefined} type="submit">
          {t.send}
        </Button>
      </form>
    </>
  );
}
