import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useSaving } from '../../../graphql/use_saving.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { useAnnounce } from '../../../ui/Announcer.tsx';
import { Button } from '../../../ui/console/Button.tsx';
import { ComboBox } from '../../../ui/console/ComboBox.tsx';
import { Dialog } from '../../../ui/console/Dialog.tsx';
import { SelectField } from '../../../ui/console/SelectField.tsx';
import { TextField } from '../../../ui/console/TextField.tsx';
import { useSettled } from '../../../ui/use_settled.ts';
import { EditForm } from '../parts/EditForm.tsx';
import { useEdit } from '../parts/use_edit.ts';
import { type PlanRow, RemoveCoverageRule, type RuleRow, SetCoverageRule } from './documents.ts';
import { texts } from './texts.ts';

type Rule = ResultOf<typeof RuleRow>;

const FoundServices = graphql(`
  query CoverageServices($search: String) {
    services(search: $search, first: 20) {
      nodes {
        id
        name
      }
    }
  }
`);

const DECISIONS: Rule['decision'][] = ['COVERED', 'REQUIRES_AUTHORIZATION', 'NOT_COVERED'];

interface Values {
  service: { id: string; name: string } | null;
  planId: string | null;
  decision: Rule['decision'];
  note: string;
}

/** A rule of the table; without one, a new rule. What a rule is about does not change: that is another rule. */
export function RuleDialog(props: {
  payerId: string;
  plans: readonly ResultOf<typeof PlanRow>[];
  rule: Rule | undefined;
  onClose: () => void;
  readAgain: () => void;
}) {
  const { payerId, plans, rule, onClose, readAgain } = props;
  const t = useTexts(texts);
  const announce = useAnnounce();
  const edit = useEdit<Values>(`rule.${rule?.id ?? payerId}`, {
    service: rule?.service ?? null,
    planId: rule?.plan?.id ?? null,
    decision: rule?.decision ?? 'COVERED',
    note: rule?.note ?? '',
  });
  const { service, planId, decision, note } = edit.values;
  const asked = ['decision', 'note', ...(rule ? [] : ['serviceId', 'planId'])];
  const { save, problems, isSaving } = useSaving(asked, readAgain);
  const title = rule ? t.editRule(rule.service.name) : t.addRule;
  const leave = () => {
    edit.forget();
    onClose();
  };
  const set = async () => {
    const about = { payerId, planId, serviceId: service?.id ?? '' };
    const input = { ...about, decision, note: note.trim() || null, ...(rule && { version: rule.version }) };
    if (!(await save(SetCoverageRule, { input }))) return;
    announce(t.ruleSaved(service?.name ?? ''));
    leave();
  };
  const remove = async ({ id, version }: Rule) => {
    if (!(await save(RemoveCoverageRule, { input: { id, version } }))) return;
    announce(t.removed);
    leave();
  };
  return (
    <Dialog isOpen onClose={leave} title={title}>
      <EditForm
        isSaving={isSaving}
        label={title}
        more={
          rule && (
            <Button isDisabled={isSaving} onPress={() => remove(rule)} variant="danger">
              {t.removeRule}
            </Button>
          )
        }
        onCancel={leave}
        onSave={set}
        problems={problems}
      >
        {rule ? (
          <p>{rule.plan?.name ?? t.allPlans}</p>
        ) : (
          <>
            <ServiceBox
              chosen={service}
              onChoose={(service) => edit.set({ service })}
              problem={problems?.fields.serviceId}
            />
            <SelectField
              label={t.plan}
              onChange={(id) => edit.set({ planId: id === '' ? null : id })}
              options={[
                { value: '', label: t.allPlans },
                ...plans
                  .filter(({ disabledAt }) => disabledAt === null)
                  .map(({ id, name }) => ({ value: id, label: name })),
              ]}
              problem={problems?.fields.planId}
              value={planId ?? ''}
            />
          </>
        )}
        <SelectField
          label={t.decision}
          onChange={(decision) => edit.set({ decision })}
          options={DECISIONS.map((decision) => ({ value: decision, label: t[decision] }))}
          problem={problems?.fields.decision}
          value={decision}
        />
        <TextField
          help={t.noteHelp}
          label={t.note}
          maxLength={300}
          multiline
          onChange={(note) => edit.set({ note })}
          problem={problems?.fields.note}
          value={note}
        />
      </EditForm>
    </Dialog>
  );
}

function ServiceBox(props: {
  chosen: Values['service'];
  onChoose: (service: Values['service']) => void;
  problem: string | undefined;
}) {
  const { chosen, onChoose, problem } = props;
  const t = useTexts(texts);
  const [typed, setTyped] = useState(chosen?.name ?? '');
  const search = useSettled(typed);
  const [{ data }] = useQuery({ query: FoundServices, variables: { search: search || null } });
  const found = data?.services.nodes ?? [];
  return (
    <ComboBox
      empty={t.noService}
      inputValue={typed}
      items={found}
      label={t.service}
      onChange={(id) => {
        const service = found.find((service) => service.id === id);
        if (!service) return;
        setTyped(service.name);
        onChoose(service);
      }}
      onInputChange={setTyped}
      placeholder={t.findService}
      problem={problem}
      textOf={({ name }) => name}
      value={chosen?.id ?? null}
    >
      {({ name }) => name}
    </ComboBox>
  );
}
