import { useState } from 'react';
import { Link } from 'wouter';
import { type FragmentOf, readFragment } from '../../graphql/graphql.ts';
import type { Problems } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/patient/Button.tsx';
import { Dialog } from '../../ui/patient/Dialog.tsx';
import { ErrorSummary } from '../../ui/patient/ErrorSummary.tsx';
import styles from './account.module.css';
import { ContactForm, ContactFragment, useConfirmContact } from './ContactForm.tsx';
import { texts } from './texts.ts';

/**
 * Asks whether telephone and e-mail are right before an order is sent. Nobody gets past it without a mobile phone:
 * the answer to the order comes there.
 */
export function ConfirmContact(props: {
  patient: FragmentOf<typeof ContactFragment>;
  onConfirmed: () => void;
}) {
  const t = useTexts(texts);
  const patient = readFragment(ContactFragment, props.patient);
  const { confirm, fetching } = useConfirmContact();
  const [editing, setEditing] = useState<'mobilePhone' | 'email' | undefined>(
    patient.mobilePhone === null ? 'mobilePhone' : undefined,
  );
  const [problems, setProblems] = useState<Problems>();

  const accept = async () => {
    if (fetching) return;
    const answer = await confirm({ mobilePhone: patient.mobilePhone ?? '', email: patient.email ?? '' });
    setProblems(answer.problems);
    if (answer.display !== undefined) props.onConfirmed();
  };

  return (
    <Dialog isOpen mustAnswer onClose={() => {}} title={t.confirm.title}>
      {editing ? (
        <>
          <p>{t.confirm.lead}</p>
          <ContactForm
            onConfirmed={() => setEditing(undefined)}
            patient={props.patient}
            submitWord={t.confirm.next}
            takesFocus={editing}
          />
        </>
      ) : (
        <>
          {problems && <ErrorSummary problems={problems} title={t.summary} />}
          <p className={styles.question}>
            {t.confirm.willWrite} <strong>{patient.mobilePhoneDisplay}</strong>
            {patient.email && (
              <>
                {' '}
                {t.confirm.andMail} <strong>{patient.email}</strong>
              </>
            )}
            . {t.confirm.isRight}
          </p>
          {!patient.email && <p>{t.confirm.noMail}</p>}
          <Button autoFocus busy={fetching} onClick={accept}>
            {t.confirm.yes}
          </Button>
          <Button onClick={() => setEditing('mobilePhone')} variant="secondary">
            {t.confirm.no}
          </Button>
          {!patient.email && (
            <Button onClick={() => setEditing('email')} variant="secondary">
              {t.confirm.addMail}
            </Button>
          )}
        </>
      )}
      <Link className={styles.leave} href="/">
        {t.confirm.notNow}
      </Link>
    </Dialog>
  );
}
