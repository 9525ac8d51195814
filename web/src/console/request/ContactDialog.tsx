import { useState } from 'react';
import { graphql } from '../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../graphql/idempotency.ts';
import { useSaving } from '../../graphql/use_saving.ts';
import { useFormat } from '../../i18n/format.ts';
import { formatPhone, spokenName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useDraft } from '../../session/use_draft.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { ActionDialog } from '../../ui/console/ActionDialog.tsx';
import { Email } from '../../ui/console/Email.tsx';
import { TextField } from '../../ui/console/TextField.tsx';
import styles from './Request.module.css';
import type { RequestDialogProps } from './RequestAction.tsx';
import { type RequestInHand, RequestInHandFragment } from './request.ts';
import { texts } from './texts.ts';

const Register = graphql(
  `
  mutation RegisterContact($input: RegisterContactInput!) {
    registerContact(input: $input) {
      assistanceRequest {
        id
        ...RequestInHand
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`,
  [RequestInHandFragment],
);

/** Registers that the patient was contacted: the comment is required, the date and the user are kept with it. */
export function ContactDialog({ request, again, onClose }: RequestDialogProps) {
  const t = useTexts(texts);
  const announce = useAnnounce();
  const keyOf = useIdempotencyKey();
  const [message, setMessage] = useDraft(`contact.${request.id}`, '');
  const [isMissing, setMissing] = useState(false);
  const { save, problems, isSaving } = useSaving(['message'], again);
  const { mobilePhone, email } = request.patient;

  const submit = async () => {
    setMissing(message.trim() === '');
    if (message.trim() === '') return;
    const { id, version } = request;
    const idempotencyKey = keyOf({ id, message });
    if (!(await save(Register, { input: { id, version, message, idempotencyKey } }))) return;
    setMessage(undefined);
    announce(t.contacted);
    onClose();
  };
  return (
    <ActionDialog
      isBusy={isSaving}
      onClose={onClose}
      onSubmit={submit}
      problems={problems}
      submit={t.contactButton}
      title={`${t.contact}: ${spokenName(request.patient)}`}
    >
      <p className={styles.reach}>
        {mobilePhone !== null && <a href={`tel:${mobilePhone}`}>{formatPhone(mobilePhone)}</a>}
        {email !== null && (
          <a href={`mailto:${email}`}>
            <Email address={email} />
          </a>
        )}
      </p>
      <TextField
        autoFocus
        help={t.messageHelp}
        isRequired
        label={t.message}
        multiline
        onChange={setMessage}
        problem={isMissing && message.trim() === '' ? t.messageMissing : problems?.fields.message}
        value={message}
      />
      <Contacts request={request} />
    </ActionDialog>
  );
}

/** What was said before, the newest first. */
function Contacts({ request: { contactAttempts } }: { request: RequestInHand }) {
  const t = useTexts(texts);
  const { dateTime } = useFormat();
  return (
    <section className={styles.contacts}>
      <h3>{t.contacts}</h3>
      {contactAttempts.length === 0 && <p className={styles.soft}>{t.noContacts}</p>}
      <ul>
        {contactAttempts.map(({ at, by, message }) => (
          <li key={at}>
            <p className={styles.soft}>
              <time dateTime={at}>{dateTime(at)}</time> · {by.name}
            </p>
            <p>{message}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
