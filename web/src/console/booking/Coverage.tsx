import { useQuery } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { type Dictionary, useTexts } from '../../i18n/texts.ts';
import { Badge, type Tone } from '../../ui/Notice.tsx';
import styles from './Booking.module.css';

const CoverageQuery = graphql(`
  query BookingCoverage($serviceIds: [ID!]!, $patientId: ID!) {
    coverageCheck(serviceIds: $serviceIds, patientId: $patientId) {
      service {
        id
        name
      }
      decision
      note
    }
  }
`);

const es = {
  COVERED: 'Cubierta',
  REQUIRES_AUTHORIZATION: 'Requiere autorización',
  NOT_COVERED: 'No cubierta',
  selfPay: 'El paciente paga como particular lo que su cobertura no paga',
};
const en: typeof es = {
  COVERED: 'Covered',
  REQUIRES_AUTHORIZATION: 'Needs authorisation',
  NOT_COVERED: 'Not covered',
  selfPay: 'The patient pays what their payer does not',
};
const texts: Dictionary<typeof es> = { es, en };

const TONES: Record<keyof typeof es, Tone> = {
  COVERED: 'success',
  REQUIRES_AUTHORIZATION: 'warning',
  NOT_COVERED: 'danger',
  selfPay: 'neutral',
};

/** What the patient's payer says about services, and whether the patient pays where it does not. */
export function Coverage(props: {
  patientId: string;
  serviceIds: string[];
  selfPay: boolean;
  onSelfPay: (selfPay: boolean) => void;
  /** The words of a refusal about who pays. */
  problem: string | undefined;
}) {
  const { patientId, serviceIds, selfPay, onSelfPay, problem } = props;
  const t = useTexts(texts);
  const [{ data }] = useQuery({ query: CoverageQuery, variables: { serviceIds, patientId } });
  const told = (data?.coverageCheck ?? []).filter(({ decision }) => decision !== null);
  if (told.length === 0 && problem === undefined) return null;
  return (
    <div className={styles.services}>
      <ul className={styles.coverage}>
        {told.map(({ service, decision, note }) => (
          <li key={service.id}>
            {service.name} {decision && <Badge tone={TONES[decision]}>{t[decision]}</Badge>}{' '}
            <span className={styles.soft}>{note}</span>
          </li>
        ))}
      </ul>
      {(problem !== undefined || told.some(({ decision }) => decision === 'NOT_COVERED')) && (
        <label className={styles.selfPay}>
          <input checked={selfPay} onChange={(event) => onSelfPay(event.target.checked)} type="checkbox" />
          {t.selfPay}
        </label>
      )}
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
