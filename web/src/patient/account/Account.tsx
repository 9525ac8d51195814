import { useMutation, useQuery } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { forgetDrafts } from '../../session/draft.ts';
import { useSession } from '../../session/session.tsx';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { Button } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { PersonalDetailsFragment } from '../details/details.ts';
import { Unavailable } from '../shell/Unavailable.tsx';
import { ForPatient } from '../sign_in/ForPatient.tsx';
import { texts as documentTexts } from '../sign_in/texts.ts';
import styles from './account.module.css';
import { ContactForm, ContactFragment } from './ContactForm.tsx';
import { DetailsForm } from './DetailsForm.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { texts } from './texts.ts';

const AccountQuery = graphql(
  `
    query Account($id: ID!) {
      patient(id: $id) {
        id
        givenName
        familyName
        documentType
        nationalId
        coverage {
          memberNumber
        }
        ...PersonalDetails
        ...Contact
      }
    }
  `,
  [PersonalDetailsFragment, ContactFragment],
);

const SignOut = graphql(`
  mutation SignOutPatient {
    signOut {
      userErrors {
        code
      }
    }
  }
`);

/** What the clinic knows of the patient, and the way out. */
export function Account() {
  return <ForPatient>{({ id }) => <Details id={id} />}</ForPatient>;
}

function Details({ id }: { id: string }) {
  const t = useTexts(texts);
  const { documentTypes } = useTexts(documentTexts);
  const announce = useAnnounce();
  const { renew } = useSession();
  const [{ data, error }, read] = useQuery({ query: AccountQuery, variables: { id } });
  const [, signOut] = useMutation(SignOut);
  const patient = data?.patient;

  const leave = async () => {
    const { error } = await signOut({});
    // Still signed in: say nothing else than the truth, and stay.
    if (error) return;
    forgetDrafts();
    renew();
    // With the page goes all that it held of the patient, photos too.
    location.replace('/');
  };

  if (!patient) return <Unavailable again={read} error={error} />;
  const memberNumber = patient.coverage?.memberNumber;
  return (
    <>
      <PageTitle>{t.title}</PageTitle>
      <section className={styles.section}>
        <h2>{t.who}</h2>
        <dl className={styles.facts}>
          <div>
            <dt>{t.name}</dt>
            <dd>{`${patient.givenName} ${patient.familyName}`}</dd>
          </div>
          <div>
            <dt>{t.document}</dt>
            <dd>{`${documentTypes[patient.documentType]} ${patient.nationalId}`}</dd>
          </div>
          {memberNumber && (
            <div>
              <dt>{t.memberNumber}</dt>
              <dd>{memberNumber}</dd>
            </div>
          )}
        </dl>
        <p className={styles.soft}>{t.wrong}</p>
      </section>
      <section className={styles.section}>
        <h2>{t.details.title}</h2>
        <DetailsForm patient={patient} />
      </section>
      <section className={styles.section}>
        <h2>{t.contact.title}</h2>
        <ContactForm
          onConfirmed={(display) => announce(t.contact.saved(display))}
          patient={patient}
          submitWord={t.contact.save}
        />
      </section>
      <section className={styles.section}>
        <h2>{t.password.title}</h2>
        <PasswordForm />
      </section>
      <Button onClick={leave} variant="secondary">
        {t.signOut}
      </Button>
    </>
  );
}
