import { Link } from '@tanstack/react-router';
import { readFragment } from '../../../graphql/graphql.ts';
import { useWhole } from '../../../graphql/use_whole.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Button } from '../../../ui/console/Button.tsx';
import { EmptyState } from '../../../ui/Notice.tsx';
import parts from '../parts/parts.module.css';
import { Archived, Loaded, Screen } from '../parts/Screen.tsx';
import { texts as shared } from '../parts/texts.ts';
import { NEW } from '../search.ts';
import styles from './Coverage.module.css';
import { PayerRow, PayersQuery, PlanRow } from './documents.ts';
import { EditPlan, NewPlan } from './PayerForms.tsx';
import { Rules } from './Rules.tsx';
import { payerRoute } from './route.tsx';
import { texts } from './texts.ts';

/** A payer: its plans, and what it says about each service. */
export function PayerScreen() {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const { id } = payerRoute.useParams();
  const { plan: editedPlan, editar } = payerRoute.useSearch();
  const navigate = payerRoute.useNavigate();
  const [query, readAgain] = useWhole(PayersQuery, {}, ({ payers }) => payers);
  const go = (search: { plan?: string; editar?: string }) => void navigate({ search });
  const back = (
    <Link className={parts.back} to="/administracion/cobertura">
      ← {t.back}
    </Link>
  );
  return (
    <Loaded again={readAgain} query={query}>
      {(data) => {
        const payer = readFragment(PayerRow, data).find((payer) => payer.id === id);
        if (!payer)
          return (
            <EmptyState isPage title={s.notThere}>
              {back}
            </EmptyState>
          );
        const plans = readFragment(PlanRow, payer.plans);
        const plan = plans.find(({ id }) => id === editedPlan);
        return (
          <Screen action={<Archived since={payer.disabledAt} />} title={payer.name}>
            {back}
            <section className={parts.card}>
              <header className={parts.top}>
                <h2>{t.plans}</h2>
                <Button onPress={() => go({ plan: NEW })}>{t.addPlan}</Button>
              </header>
              {plans.length === 0 && <p>{t.noPlans}</p>}
              <ul className={styles.plans}>
                {plans.map(({ id, name, disabledAt }) => (
                  <li key={id}>
                    {name} <Archived since={disabledAt} />
                    <Button aria-label={s.editName(name)} onPress={() => go({ plan: id })} variant="quiet">
                      {s.edit}
                    </Button>
                  </li>
                ))}
              </ul>
            </section>
            <Rules
              edited={editar}
              onEdit={(rule) => go(rule === undefined ? {} : { editar: rule })}
              payerId={payer.id}
              plans={plans}
            />
            {editedPlan === NEW && <NewPlan onClose={() => go({})} payerId={payer.id} />}
            {plan && <EditPlan key={plan.id} onClose={() => go({})} plan={plan} readAgain={readAgain} />}
          </Screen>
        );
      }}
    </Loaded>
  );
}
