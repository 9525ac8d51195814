import type { ResultOf } from '../../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../../graphql/idempotency.ts';
import { useSaving } from '../../../graphql/use_saving.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { useAnnounce } from '../../../ui/Announcer.tsx';
import { Checkbox } from '../../../ui/console/Checkbox.tsx';
import { NamedForm } from '../parts/NamedForm.tsx';
import { texts as shared } from '../parts/texts.ts';
import { useEdit } from '../parts/use_edit.ts';
import {
  CreatePayer,
  CreatePlan,
  type PayerRow,
  type PlanRow,
  UpdatePayer,
  UpdatePlan,
} from './documents.ts';
import { texts } from './texts.ts';

const NEW_PAYER = { name: '', isSelfPay: false };
const NEW_PLAN = { name: '' };
const INPUTS = ['name'];

/** A payer that is to be. */
export function NewPayer({ onClose }: { onClose: () => void }) {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const announce = useAnnounce();
  const edit = useEdit('payer.new', NEW_PAYER);
  const saving = useSaving(INPUTS);
  const keyOf = useIdempotencyKey();
  const leave = () => {
    edit.forget();
    onClose();
  };
  const create = async () => {
    const input = { ...edit.values, idempotencyKey: keyOf(edit.values) };
    if (!(await saving.save(CreatePayer, { input }))) return;
    announce(s.created(edit.values.name));
    leave();
  };
  return (
    <NamedForm
      name={edit.values.name}
      onClose={leave}
      onName={(name) => edit.set({ name })}
      onSave={create}
      saveWord={s.create}
      saving={saving}
      title={t.addPayer}
    >
      <Checkbox isSelected={edit.values.isSelfPay} onChange={(isSelfPay) => edit.set({ isSelfPay })}>
        {t.isSelfPay}
      </Checkbox>
    </NamedForm>
  );
}

/** A payer that is there. */
export function EditPayer(props: {
  payer: ResultOf<typeof PayerRow>;
  onClose: () => void;
  readAgain: () => void;
}) {
  const { id, version, name, disabledAt } = props.payer;
  const s = useTexts(shared);
  const announce = useAnnounce();
  const edit = useEdit(`payer.${id}`, { name });
  const saving = useSaving(INPUTS, props.readAgain);
  const leave = () => {
    edit.forget();
    props.onClose();
  };
  const change = async (change: { name?: string; disabled?: boolean }, told: string) => {
    if (!(await saving.save(UpdatePayer, { input: { id, version, ...change } }))) return;
    announce(told);
    leave();
  };
  const isInUse = disabledAt === null;
  return (
    <NamedForm
      archive={{
        isInUse,
        toggle: () => change({ disabled: isInUse }, isInUse ? s.archivedNow(name) : s.restoredNow(name)),
      }}
      name={edit.values.name}
      onClose={leave}
      onName={(name) => edit.set({ name })}
      onSave={() => change(edit.changes, s.saved(edit.values.name))}
      saveWord={s.save}
      saving={saving}
      title={s.editName(name)}
    />
  );
}

/** A payer's plan that is to be. */
export function NewPlan({ payerId, onClose }: { payerId: string; onClose: () => void }) {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const announce = useAnnounce();
  const edit = useEdit(`plan.new.${payerId}`, NEW_PLAN);
  const saving = useSaving(INPUTS);
  const keyOf = useIdempotencyKey();
  const leave = () => {
    edit.forget();
    onClose();
  };
  const create = async () => {
    const input = { ...edit.values, payerId, idempotencyKey: keyOf(edit.values) };
    if (!(await saving.save(CreatePlan, { input }))) return;
    announce(s.created(edit.values.name));
    leave();
  };
  return (
    <NamedForm
      name={edit.values.name}
      onClose={leave}
      onName={(name) => edit.set({ name })}
      onSave={create}
      saveWord={s.create}
      saving={saving}
      title={t.addPlan}
    />
  );
}

/** A plan that is there. */
export function EditPlan(props: {
  plan: ResultOf<typeof PlanRow>;
  onClose: () => void;
  readAgain: () => void;
}) {
  const { id, version, name, disabledAt } = props.plan;
  const s = useTexts(shared);
  const announce = useAnnounce();
  const edit = useEdit(`plan.${id}`, { name });
  const saving = useSaving(INPUTS, props.readAgain);
  const leave = () => {
    edit.forget();
    props.onClose();
  };
  const change = async (change: { name?: string; disabled?: boolean }, told: string) => {
    if (!(await saving.save(UpdatePlan, { input: { id, version, ...change } }))) return;
    announce(told);
    leave();
  };
  const isInUse = disabledAt === null;
  return (
    <NamedForm
      archive={{
        isInUse,
        toggle: () => change({ disabled: isInUse }, isInUse ? s.archivedNow(name) : s.restoredNow(name)),
      }}
      name={edit.values.name}
      onClose={leave}
      onName={(name) => edit.set({ name })}
      onSave={() => change(edit.changes, s.saved(edit.values.name))}
      saveWord={s.save}
      saving={saving}
      title={s.editName(name)}
    />
  );
}
