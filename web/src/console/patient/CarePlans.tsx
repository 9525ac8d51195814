import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { WarningIcon } from '../../ui/icons.tsx';
import { Badge } from '../../ui/Notice.tsx';
import { visitWords } from '../words/visits.ts';
import { BookVisitDialog, EndPlanDialog, NewPlanDialog, ReassignPlanDialog } from './CarePlanDialogs.tsx';
import { CarePlanFragment } from './care_plan.ts';
import styles from './Patient.module.css';
import { Section } from './Section.tsx';
import { texts } from './texts.ts';
import { useDialog } from './use_dialog.ts';
import { useMore } from './use_more.ts';

export const PatientCarePlansFragment = graphql(
  `
  fragment PatientCarePlans on Patient {
    id
    carePlans(first: 50) {
      nodes {
        id
        ...PatientCarePlan
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`,
  [CarePlanFragment],
);

const MoreCarePlans = graphql(
  `
  query MorePatientCarePlans($id: ID!, $after: String) {
    patient(id: $id) {
      id
      carePlans(first: 50, after: $after) {
        nodes {
          id
          ...PatientCarePlan
        }
        pageInfo {
          hasNextPage
          endCursor
        }
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
  const more = useMore(MoreCarePlans, id, carePlans.pageInfo);
  const { accion, open, close } = useDialog();
  return (
    <Section
      action={<Button onPress={() => open('tratamiento')}>{t.newCarePlan}</Button>}
      empty={carePlans.nodes.length === 0 ? t.noCarePlans : undefined}
      more={more}
      title={t.carePlans}
    >
      <ul className={styles.items}>
        {carePlans.nodes.map((node) => (
          <CarePlanItem again={props.again} key={node.id} patientId={id} plan={node} />
        ))}
      </ul>
      {accion === 'tratamiento' && <NewPlanDialog again={props.again} onClose={close} patientId={id} />}
    </Section>
  );
}

function CarePlanItem(props: {
  plan: FragmentOf<typeof CarePlanFragment>;
  patientId: string;
  again: () => void;
}) {
  const t = useTexts(texts);
  const words = useTexts(visitWords);
  const { dateTime } = useFormat();
  const plan = readFragment(CarePlanFragment, props.plan);
  const { actionOn, open, close } = useDialog();
  const action = actionOn(plan.id);
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
      {plan.canReassign && !plan.canBookVisit && (
        <p className={styles.warning}>
          <WarningIcon />
          {t.practitionerLeft}
        </p>
      )}
      <div className={styles.actions}>
        {plan.canBookVisit && <Button onPress={() => open('visita', plan.id)}>{t.bookVisit}</Button>}
        {plan.canReassign && <Button onPress={() => open('profesional', plan.id)}>{t.reassignPlan}</Button>}
        {plan.canComplete && <Button onPress={() => open('terminar', plan.id)}>{t.completePlan}</Button>}
        {plan.canCancel && (
          <Button onPress={() => open('interrumpir', plan.id)} variant="danger">
            {t.cancelPlan}
          </Button>
        )}
      </div>
      {action === 'visita' && (
        <BookVisitDialog again={props.again} onClose={close} patientId={props.patientId} plan={plan} />
      )}
      {action === 'profesional' && <ReassignPlanDialog again={props.again} onClose={close} plan={plan} />}
      {(action === 'terminar' || action === 'interrumpir') && (
        <EndPlanDialog again={props.again} how={action} onClose={close} plan={plan} />
      )}
    </li>
  );
}
