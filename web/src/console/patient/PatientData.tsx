import { useMutation } from 'urql';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useProblems } from '../../graphql/problems.ts';
import { useFormat } from '../../i18n/format.ts';
import { formatDocument, formatPhone, listedName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CoverageFragment } from '../../session/payers.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { Email } from '../../ui/console/Email.tsx';
import { Age } from './Age.tsx';
import { CorrectPatient, CorrectPatientFragment } from './CorrectPatient.tsx';
import styles from './Patient.module.css';
import { ResetPassword } from './ResetPassword.tsx';
import { texts } from './texts.ts';

export const PatientDataFragment = graphql(
  `
  fragment PatientData on Patient {
    id
    givenName
    familyName
    documentType
    nationalId
    birthDate
    mobilePhone
    verifiedPhone
    verifiedPhoneAt
    email
    contactConfirmedAt
    remindedByEmail
    remindedByWhatsapp
    coverage {
      ...PatientCoverage
      memberNumber
    }
    ...CorrectPatient
  }
`,
  [CoverageFragment, CorrectPatientFragment],
);

const SetPreferences = graphql(`
  mutation SetPatientReminders($input: SetReminderPreferencesInput!) {
    setReminderPreferences(input: $input) {
      patient {
        id
        version
        remindedByEmail
        remindedByWhatsapp
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

interface PatientDataProps {
  patient: FragmentOf<typeof PatientDataFragment>;
  again: () => void;
}

/** Who the patient is, how they are reached, and who pays. */
export function PatientData({ patient: ref, again }: PatientDataProps) {
  const t = useTexts(texts);
  const { dateTime } = useFormat();
  const patient = readFragment(PatientDataFragment, ref);
  const { coverage, mobilePhone, verifiedPhone, verifiedPhoneAt, email, contactConfirmedAt } = patient;
  return (
    <section className={styles.data}>
      <header>
        <h1>
          {listedName(patient)} <Age birthDate={patient.birthDate} />
        </h1>
        <div className={styles.actions}>
          <CorrectPatient again={again} patient={patient} />
          <ResetPassword patientId={patient.id} />
        </div>
      </header>
      <dl className={styles.facts}>
        <div>
          <dt>{t.documents[patient.documentType]}</dt>
          <dd>{formatDocument(patient.documentType, patient.nationalId)}</dd>
        </div>
        <div>
          <dt>{t.mobilePhone}</dt>
          <dd>{mobilePhone ? <a href={`tel:${mobilePhone}`}>{formatPhone(mobilePhone)}</a> : '–'}</dd>
        </div>
        <div>
          <dt>{t.verifiedPhone}</dt>
          <dd>
            {verifiedPhone ? formatPhone(verifiedPhone) : '–'}
            {verifiedPhoneAt && <span className={styles.soft}> {dateTime(verifiedPhoneAt)}</span>}
          </dd>
        </div>
        <div>
          <dt>{t.email}</dt>
          <dd>
            {email ? (
              <a href={`mailto:${email}`}>
                <Email address={email} />
              </a>
            ) : (
              '–'
            )}
          </dd>
        </div>
        <div>
          <dt>{t.payer}</dt>
          <dd>{coverage?.payer.name ?? '–'}</dd>
        </div>
        <div>
          <dt>{t.plan}</dt>
          <dd>{coverage?.plan?.name ?? '–'}</dd>
        </div>
        <div>
          <dt>{t.memberNumber}</dt>
          <dd>{coverage?.memberNumber ?? '–'}</dd>
        </div>
        <div>
          <dt>{t.contactConfirmed}</dt>
          <dd>{contactConfirmedAt ? dateTime(contactConfirmedAt) : t.never}</dd>
        </div>
      </dl>
      <Reminders
        byEmail={patient.remindedByEmail}
        byWhatsapp={patient.remindedByWhatsapp}
        patientId={patient.id}
      />
    </section>
  );
}

/** By what the patient wants to be reminded, as they say it on the telephone. */
function Reminders(props: { patientId: string; byEmail: boolean; byWhatsapp: boolean }) {
  const { patientId, byEmail, byWhatsapp } = props;
  const t = useTexts(texts);
  const announce = useAnnounce();
  const wordsOf = useProblems();
  const [{ fetching }, setPreferences] = useMutation(SetPreferences);
  const set = async (change: { byEmail: boolean } | { byWhatsapp: boolean }) => {
    if (fetching) return;
    const { data, error } = await setPreferences({ input: { patientId, ...change } });
    const { general } = wordsOf({ error, userErrors: data?.setReminderPreferences.userErrors }, []);
    announce(general.length > 0 ? general.join(' ') : t.done);
  };
  return (
    <fieldset className={styles.reminders}>
      <legend>{t.reminders}</legend>
      <label className={styles.choice}>
        <input
          checked={byEmail}
          onChange={(event) => void set({ byEmail: event.target.checked })}
          type="checkbox"
        />
        {t.byEmail}
      </label>
      <label className={styles.choice}>
        <input
          checked={byWhatsapp}
          onChange={(event) => void set({ byWhatsapp: event.target.checked })}
          type="checkbox"
        />
        {t.byWhatsapp}
      </label>
    </fieldset>
  );
}
