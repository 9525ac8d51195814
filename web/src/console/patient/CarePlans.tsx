import { useState } from 'react';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { Badge } from '../../ui/Notice.tsx';
import { visitWords } from '../words/visits.ts';
import { BookVisitDialog, EndPlanDialog, NewPlanDialog } from './CarePlanDialogs.tsx';
import { CarePlanFragment } from './care_plan.ts';
import styles from './Patient.module.css';
import { Section } from './Section.tsx';
import { texts } from './texts.ts';

export const PatientCarePlansFragment = graphql(
  `
  fragment PatientCarePlans on Patient {
    id
    carePlans(first: 100) {
      nodes {
        id
        ...PatientCarePlan
      }
    }
  }
`,
  [CarePlanFragment],
);

/** The patient's treatments, the newest first. Their visits are among the appointments. */
export function CarePlans(props: {
  patient: FragmentOf<typeof PatientCarePlansFragment>;
  again: () => void;
}) {
  const t = useTexts(texts);
  const { id, carePlans } = readFragment(PatientCarePlansFragment, props.patient);
  const [isNew, setNew] = useState(false);
  return (
    <Section
      action={<Button onPress={() => setNew(true)}>{t.newCarePlan}</Button>}
      empty={carePlans.nodes.length === 0 ? t.noCarePlans : undefined}
      more={undefined}
      title={t.carePlans}
    >
      <ul className={styles.items}>
        {carePlans.nodes.map((node) => (
          <CarePlanItem again={props.again} key={node.id} plan={node} />
        ))}
      </ul>
      {isNew && <NewPlanDialog again={props.again} onClose={() => setNew(false)} patientId={id} />}
    </Section>
  );
}

function CarePlanItem(props: { plan: FragmentOf<typeof CarePlanFragment>; again: () => void }) {
  const t = useTexts(texts);
  const words = useTexts(visitWords);
  const { dateTime } = useFormat();
  const plan = readFragment(CarePlanFragment, props.plan);
  const [open, setOpen] = useState<'visit' | 'complete' | 'cancel'>();
  const close = () => setOpen(undefined);
  return (
    <li>
      <p>
        <strong>{plan.title}</strong>{' '}
        <Badge tone={plan.state === 'ACTIVE' ? 'accent' : 'neutral'}>{words.carePlan[plan.state]}</Badge>
      </p>
      <p>
        {plan.practitioner.name} · {plan.service.name}
      </p>
      <p className={styles.soft}>
        {t.visits(plan.completedVisits, plan.plannedVisits)}
        {plan.nextVisit && ` · ${t.nextVisit(dateTime(plan.nextVisit.startsAt))}`}
      </p>
      {plan.cancelReason !== null && <p>{plan.cancelReason}</p>}
      <div className={styles.actions}>
        {plan.canBookVisit && <Button onPress={() => setOpen('visit')}>{t.bookVisit}</Button>}
        {plan.canComplete && <Button onPress={() => setOpen('complete')}>{t.completePlan}</Button>}
        {plan.canCancel && (
          <Button onPress={() => setOpen('cancel')} variant="danger">
            {t.cancelPlan}
          </Button>
        )}
      </div>
      {open === 'visit' && <BookVisitDialog again={props.again} onClose={close} plan={plan} />}
      {(open === 'complete' || open === 'cancel') && (
        <EndPlanDialog again={props.again} how={open} onClose={close} plan={plan} />
      )}
    </li>
  );
}
