import { useState } from 'react';
import { type ResultOf, readFragment } from '../../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../../graphql/idempotency.ts';
import { useSaving } from '../../../graphql/use_saving.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { useAnnounce } from '../../../ui/Announcer.tsx';
import { Button } from '../../../ui/console/Button.tsx';
import { Dialog, DialogActions } from '../../../ui/console/Dialog.tsx';
import { SelectField } from '../../../ui/console/SelectField.tsx';
import { TextField } from '../../../ui/console/TextField.tsx';
import { EditForm } from '../parts/EditForm.tsx';
import { texts as shared } from '../parts/texts.ts';
import { useEdit } from '../parts/use_edit.ts';
import { CreateUser, ResetUserPassword, UpdateUser, UserRow } from './documents.ts';
import { texts } from './texts.ts';
import type { Handover } from './Users.tsx';

type User = ResultOf<typeof UserRow>;
type Role = User['role'];

const EMPTY = { name: '', email: '', role: 'OPERATOR' as Role };

/** Somebody who is to come in; the one-time password goes to `onMade`, or who has none because its answer was lost. */
export function NewUser(props: {
  onClose: () => void;
  onMade: (given: Handover) => void;
  onLost: (user: Pick<User, 'id' | 'name'>) => void;
}) {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const announce = useAnnounce();
  const edit = useEdit('user.new', EMPTY);
  const { save, problems, isSaving } = useSaving(['name', 'email', 'role']);
  const keyOf = useIdempotencyKey();
  const leave = () => {
    edit.forget();
    props.onClose();
  };
  const create = async () => {
    const input = { ...edit.values, idempotencyKey: keyOf(edit.values) };
    const made = await save(CreateUser, { input });
    const user = readFragment(UserRow, made?.user);
    if (!made || !user) return;
    leave();
    announce(s.created(user.name));
    if (made.oneTimePassword) props.onMade({ name: user.name, ...made.oneTimePassword });
    else props.onLost(user);
  };
  return (
    <Dialog isOpen onClose={leave} title={t.add}>
      <EditForm
        isSaving={isSaving}
        label={t.add}
        onCancel={leave}
        onSave={create}
        problems={problems}
        saveWord={s.create}
      >
        <TextField
          autoFocus
          isRequired
          label={t.name}
          maxLength={100}
          onChange={(name) => edit.set({ name })}
          problem={problems?.fields.name}
          value={edit.values.name}
        />
        <TextField
          help={t.emailHelp}
          isRequired
          label={t.email}
          onChange={(email) => edit.set({ email })}
          problem={problems?.fields.email}
          type="email"
          value={edit.values.email}
        />
        <RoleSelect
          onChange={(role) => edit.set({ role })}
          problem={problems?.fields.role}
          value={edit.values.role}
        />
      </EditForm>
    </Dialog>
  );
}

/** Somebody who may come in already. */
export function EditUser(props: {
  user: User;
  onClose: () => void;
  onReset: (given: Handover) => void;
  readAgain: () => void;
}) {
  const { user, onClose, onReset } = props;
  const { id, version } = user;
  const t = useTexts(texts);
  const s = useTexts(shared);
  const announce = useAnnounce();
  const [asks, setAsks] = useState(false);
  const edit = useEdit(`user.${id}`, { name: user.name, role: user.role });
  const { save, problems, isSaving } = useSaving(['name', 'role'], props.readAgain);
  const leave = () => {
    edit.forget();
    onClose();
  };
  const change = async () => {
    if (!(await save(UpdateUser, { input: { id, version, ...edit.changes } }))) return;
    announce(s.saved(edit.values.name));
    leave();
  };
  const admit = async (disabled: boolean) => {
    if (!(await save(UpdateUser, { input: { id, version, disabled } }))) return;
    announce(disabled ? t.disabledNow(user.name) : t.enabledNow(user.name));
    leave();
  };
  const reset = async () => {
    setAsks(false);
    const given = await save(ResetUserPassword, { input: { id } });
    if (!given?.oneTimePassword) return;
    leave();
    onReset({ name: user.name, ...given.oneTimePassword });
  };
  if (asks) {
    return (
      <Dialog isOpen mustAnswer onClose={() => setAsks(false)} title={t.reset}>
        <p>{t.resetQuestion(user.name)}</p>
        <DialogActions>
          <Button autoFocus onPress={() => setAsks(false)}>
            {s.cancel}
          </Button>
          <Button onPress={reset} variant="danger">
            {t.reset}
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog isOpen onClose={leave} title={s.editName(user.name)}>
      <p>{user.email}</p>
      <EditForm
        isSaving={isSaving}
        label={s.editName(user.name)}
        more={
          <>
            <Button onPress={() => setAsks(true)}>{t.reset}</Button>
            <Button
              isDisabled={isSaving}
              onPress={() => admit(user.disabledAt === null)}
              variant={user.disabledAt === null ? 'danger' : 'secondary'}
            >
              {user.disabledAt === null ? t.disable : t.enable}
            </Button>
          </>
        }
        onCancel={leave}
        onSave={change}
        problems={problems}
      >
        <TextField
          isRequired
          label={t.name}
          maxLength={100}
          onChange={(name) => edit.set({ name })}
          problem={problems?.fields.name}
          value={edit.values.name}
        />
        <RoleSelect
          onChange={(role) => edit.set({ role })}
          problem={problems?.fields.role}
          value={edit.values.role}
        />
      </EditForm>
    </Dialog>
  );
}

const ROLES: Role[] = ['OPERATOR', 'ADMINISTRATOR', 'PRACTITIONER'];

function RoleSelect(props: { value: Role; onChange: (role: Role) => void; problem: string | undefined }) {
  const t = useTexts(texts);
  return (
    <SelectField
      help={t.roleHelp}
      label={t.role}
      onChange={props.onChange}
      options={ROLES.map((role) => ({ value: role, label: t[role] }))}
      problem={props.problem}
      value={props.value}
    />
  );
}
