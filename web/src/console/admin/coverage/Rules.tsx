import { type ResultOf, readFragment } from '../../../graphql/graphql.ts';
import { useWhole } from '../../../graphql/use_whole.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { Button } from '../../../ui/console/Button.tsx';
import { Table } from '../../../ui/console/Table.tsx';
import { Badge, type Tone } from '../../../ui/Notice.tsx';
import parts from '../parts/parts.module.css';
import { Loaded } from '../parts/Screen.tsx';
import { texts as shared } from '../parts/texts.ts';
import { NEW } from '../search.ts';
import { type PlanRow, RuleRow, RulesQuery } from './documents.ts';
import { RuleDialog } from './RuleDialog.tsx';
import { texts } from './texts.ts';

const TONES: Record<ResultOf<typeof RuleRow>['decision'], Tone> = {
  COVERED: 'success',
  REQUIRES_AUTHORIZATION: 'warning',
  NOT_COVERED: 'danger',
};

/** What a payer and its plans say about each service. */
export function Rules(props: {
  payerId: string;
  plans: readonly ResultOf<typeof PlanRow>[];
  edited: string | undefined;
  onEdit: (rule?: string) => void;
}) {
  const { payerId, plans, edited, onEdit } = props;
  const t = useTexts(texts);
  const s = useTexts(shared);
  const [query, readAgain] = useWhole(RulesQuery, { payerId }, ({ coverageRules }) => coverageRules);
  return (
    <section className={parts.card}>
      <header className={parts.top}>
        <h2>{t.rules}</h2>
        <Button onPress={() => onEdit(NEW)} variant="primary">
          {t.addRule}
        </Button>
        <p className={parts.intro}>{t.rulesIntro}</p>
      </header>
      <Loaded again={readAgain} query={query}>
        {(nodes) => {
          const rules = readFragment(RuleRow, nodes);
          const rule = rules.find(({ id }) => id === edited);
          return (
            <>
              {rules.length === 0 ? (
                <p>{t.noRules}</p>
              ) : (
                <Table label={t.rules}>
                  <thead>
                    <tr>
                      <th scope="col">{t.service}</th>
                      <th className={parts.wide} scope="col">
                        {t.plan}
                      </th>
                      <th className={parts.wide} scope="col">
                        {t.decision}
                      </th>
                      <th className={parts.wide} scope="col">
                        {t.note}
                      </th>
                      <th scope="col">{s.actions}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rules.map((rule) => (
                      <tr key={rule.id}>
                        <th scope="row">
                          {rule.service.name}
                          <div className={parts.narrow}>
                            <p>{rule.plan?.name ?? t.allPlans}</p>
                            <Badge tone={TONES[rule.decision]}>{t[rule.decision]}</Badge>
                          </div>
                        </th>
                        <td className={parts.wide}>{rule.plan?.name ?? t.allPlans}</td>
                        <td className={parts.wide}>
                          <Badge tone={TONES[rule.decision]}>{t[rule.decision]}</Badge>
                        </td>
                        <td className={parts.wide}>{rule.note}</td>
                        <td>
                          <Button
                            aria-label={t.editRule(rule.service.name)}
                            onPress={() => onEdit(rule.id)}
                            variant="quiet"
                          >
                            {s.edit}
                          </Button>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </Table>
              )}
              {(rule || edited === NEW) && (
                <RuleDialog
                  key={rule?.id ?? NEW}
                  onClose={() => onEdit()}
                  payerId={payerId}
                  plans={plans}
                  readAgain={readAgain}
                  rule={rule}
                />
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}
