import { useEffect, useRef } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { CrossIcon } from '../../ui/icons.tsx';
import { Badge, type Tone } from '../../ui/Notice.tsx';
import type { PickedService } from './request.ts';
import styles from './Services.module.css';
import { texts } from './texts.ts';

const CoverageQuery = graphql(`
  query ReviewCoverage($serviceIds: [ID!]!, $patientId: ID!) {
    coverageCheck(serviceIds: $serviceIds, patientId: $patientId) {
      service {
        id
      }
      decision
      note
      selfPay
    }
  }
`);

const TONES: Record<string, Tone> = {
  COVERED: 'success',
  REQUIRES_AUTHORIZATION: 'warning',
  NOT_COVERED: 'danger',
};

/** The services that were picked, each with what the patient's payer says about it. */
export function PickedServices(props: {
  services: readonly PickedService[];
  patientId: string;
  /** Left out where nothing can be changed any more. */
  onRemove: ((id: string) => void) | undefined;
}) {
  const { services, patientId, onRemove } = props;
  const t = useTexts(texts);
  const [{ data }] = useQuery({
    query: CoverageQuery,
    variables: { serviceIds: services.map(({ id }) => id), patientId },
    pause: services.length === 0,
  });
  const list = useRef<HTMLOListElement>(null);
  const last = services.at(-1)?.id;
  // What was picked before is in nobody's way.
  const found = useRef(last);
  const isChecked = data?.coverageCheck.some(({ service }) => service.id === last);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the payer says makes it higher
  useEffect(() => {
    if (last === found.current) return;
    list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
  }, [last, isChecked]);
  if (services.length === 0) return <p className={styles.none}>{t.nonePicked}</p>;
  return (
    <ol aria-label={t.picked} className={styles.picked} ref={list}>
      {services.map(({ id, name, circuit }) => {
        const check = data?.coverageCheck.find(({ service }) => service.id === id);
        return (
          <li key={id}>
            <div className={styles.about}>
              <span className={styles.name}>{name}</span>
              <span className={styles.circuit}>{circuit.name}</span>
              {check && (
                <span className={styles.coverage}>
                  {check.selfPay ? (
                    <Badge>{t.selfPay}</Badge>
                  ) : (
                    <Badge tone={TONES[check.decision ?? ''] ?? 'neutral'}>
                      {check.decision ? t.decision[check.decision] : t.decision.UNKNOWN}
                    </Badge>
                  )}
                  {check.note}
                </span>
              )}
            </div>
            {onRemove && (
              <Button aria-label={t.remove(name)} onPress={() => onRemove(id)} variant="quiet">
                <CrossIcon />
              </Button>
            )}
          </li>
        );
      })}
    </ol>
  );
}
