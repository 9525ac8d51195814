import { useQuery } from 'urql';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import styles from './journey.module.css';
import { StudyFragment } from './study.ts';
import { texts } from './texts.ts';

const CoverageQuery = graphql(`
  query CoverageOfStudies($serviceIds: [ID!]!) {
    coverageCheck(serviceIds: $serviceIds) {
      service {
        id
        name
      }
      decision
      note
    }
  }
`);

/** What the patient's payer says about services. */
export function useCoverage(serviceIds: string[]) {
  const [{ data }] = useQuery({ query: CoverageQuery, variables: { serviceIds } });
  const checks = (data?.coverageCheck ?? []).filter(({ decision, note }) => decision || note);
  return { checks, uncovered: checks.some(({ decision }) => decision === 'NOT_COVERED') };
}

/**
 * What it is about: the services, how to prepare for them and who pays. `brief` where they are named above, `folded`
 * where how to prepare is said again later.
 */
export function Studies({
  services,
  brief = false,
  folded = false,
  selfPay = false,
}: {
  services: readonly FragmentOf<typeof StudyFragment>[];
  brief?: boolean;
  folded?: boolean;
  selfPay?: boolean;
}) {
  const t = useTexts(texts).studies;
  const studies = readFragment(StudyFragment, services);
  const { checks } = useCoverage(studies.map(({ id }) => id));
  const steps = [...new Set(studies.map(({ preparation }) => preparation?.trim()).filter(Boolean))];
  // Who pays for it themselves has nothing to read about the payer.
  const coverage = selfPay ? [] : checks;
  if (brief && steps.length === 0 && coverage.length === 0) return null;
  const preparation = steps.map((step) => <p key={step}>{step}</p>);
  const decisions = {
    COVERED: t.covered,
    REQUIRES_AUTHORIZATION: t.authorisation,
    NOT_COVERED: t.notCovered,
  };
  return (
    <section className={`${styles.card} ${folded ? styles.tight : ''}`}>
      {!brief && (
        <div className={styles.stack}>
          <h2 className={folded ? 'only-spoken' : undefined}>{studies.length === 1 ? t.one : t.other}</h2>
          <ul className={folded ? styles.names : styles.list}>
            {studies.map(({ id, name }) => (
              <li key={id}>{name}</li>
            ))}
          </ul>
        </div>
      )}
      {steps.length > 0 && !folded && (
        <div className={styles.stack}>
          <h2>{t.prepare}</h2>
          {preparation}
        </div>
      )}
      {steps.length > 0 && folded && (
        <details>
          <summary className={styles.fold}>{t.prepare}</summary>
          <div className={styles.stack}>{preparation}</div>
        </details>
      )}
      {coverage.length > 0 && (
        <div className={styles.stack}>
          <h2 className={folded ? 'only-spoken' : undefined}>{t.coverage}</h2>
          {coverage.map(({ service, decision, note }) => (
            <p key={service.id}>
              {studies.length > 1 && <b>{service.name}: </b>}
              {decision && decisions[decision]} {note}
            </p>
          ))}
        </div>
      )}
    </section>
  );
}
