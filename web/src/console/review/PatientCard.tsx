import type { ReactNode } from 'react';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { formatDocument, formatPhone, listedName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CoverageFragment } from '../../session/payers.ts';
import { Email } from '../../ui/console/Email.tsx';
import { Age } from '../patient/Age.tsx';
import styles from './Request.module.css';
import { texts } from './texts.ts';

/** What an operator has to know of whose order it is. */
export const PatientCardFragment = graphql(
  `
  fragment PatientCard on Patient {
    id
    givenName
    familyName
    documentType
    nationalId
    birthDate
    mobilePhone
    verifiedPhone
    email
    coverage {
      ...PatientCoverage
      memberNumber
    }
  }
`,
  [CoverageFragment],
);

/** The patient's data. */
export function PatientCard(props: {
  patient: FragmentOf<typeof PatientCardFragment>;
  /** What can be done, beside the name. */
  children?: ReactNode;
}) {
  const t = useTexts(texts);
  const patient = readFragment(PatientCardFragment, props.patient);
  const { coverage } = patient;
  const payer = coverage
    ? [coverage.payer.name, coverage.plan?.name].filter(Boolean).join(' · ')
    : t.noCoverage;
  const phone = patient.mobilePhone;
  return (
    <div className={styles.patient}>
      <div className={styles.head}>
        <h2 className={styles.name}>
          {listedName(patient)} <Age birthDate={patient.birthDate} />
        </h2>
        {props.children}
      </div>
      <dl className={styles.facts}>
        <div>
          <dt>{patient.documentType === 'DNI' ? 'DNI' : t.document}</dt>
          <dd>{formatDocument(patient.documentType, patient.nationalId)}</dd>
        </div>
        <div>
          <dt>{t.mobilePhone}</dt>
          <dd>
            {phone ? <a href={`tel:${phone}`}>{formatPhone(phone)}</a> : <strong>{t.noPhone}</strong>}
            {phone && phone === patient.verifiedPhone && ` ${t.verified}`}
          </dd>
        </div>
        <div>
          <dt>{t.email}</dt>
          <dd>{patient.email === null ? '–' : <Email address={patient.email} />}</dd>
        </div>
        <div>
          <dt>{t.coverage}</dt>
          <dd>
            {payer}
            {coverage?.memberNumber && ` · ${t.member(coverage.memberNumber)}`}
          </dd>
        </div>
      </dl>
    </div>
  );
}
