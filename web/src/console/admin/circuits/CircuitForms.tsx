import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../../graphql/idempotency.ts';
import { useSaving } from '../../../graphql/use_saving.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { useAnnounce } from '../../../ui/Announcer.tsx';
import { Checkbox } from '../../../ui/console/Checkbox.tsx';
import { NamedForm } from '../parts/NamedForm.tsx';
import { texts as shared } from '../parts/texts.ts';
import { type Edit, useEdit } from '../parts/use_edit.ts';
import { texts } from './texts.ts';

/** A circuit as it is listed and changed. */
export const CircuitRow = graphql(`
  fragment CircuitRow on Circuit {
    id
    version
    name
    allowsMultiple
  }
`);

const CreateCircuit = graphql(
  `
    mutation CreateCircuit($input: CreateCircuitInput!) {
      createCircuit(input: $input) {
        circuit {
          id
          ...CircuitRow
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [CircuitRow],
);

const UpdateCircuit = graphql(
  `
    mutation UpdateCircuit($input: UpdateCircuitInput!) {
      updateCircuit(input: $input) {
        circuit {
          id
          ...CircuitRow
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [CircuitRow],
);

const EMPTY = { name: '', allowsMultiple: false };
// What is refused about combining is said about the whole: a checkbox has no place for words.
const INPUTS = ['name'];

/** A circuit that is to be. */
export function NewCircuit({ onClose }: { onClose: () => void }) {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const announce = useAnnounce();
  const edit = useEdit('circuit.new', EMPTY);
  const saving = useSaving(INPUTS);
  const keyOf = useIdempotencyKey();
  const leave = () => {
    edit.forget();
    onClose();
  };
  const create = async () => {
    const input = { ...edit.values, idempotencyKey: keyOf(edit.values) };
    if (!(await saving.save(CreateCircuit, { input }))) return;
    announce(s.created(edit.values.name));
    leave();
  };
  return (
    <CircuitDialog
      edit={edit}
      onClose={leave}
      onSave={create}
      saveWord={s.create}
      saving={saving}
      title={t.add}
    />
  );
}

/** A circuit that is there. */
export function EditCircuit(props: {
  circuit: ResultOf<typeof CircuitRow>;
  onClose: () => void;
  readAgain: () => void;
}) {
  const { id, version, name, allowsMultiple } = props.circuit;
  const s = useTexts(shared);
  const announce = useAnnounce();
  const edit = useEdit(`circuit.${id}`, { name, allowsMultiple });
  const saving = useSaving(INPUTS, props.readAgain);
  const leave = () => {
    edit.forget();
    props.onClose();
  };
  const change = async () => {
    if (!(await saving.save(UpdateCircuit, { input: { id, version, ...edit.changes } }))) return;
    announce(s.saved(edit.values.name));
    leave();
  };
  return (
    <CircuitDialog
      edit={edit}
      onClose={leave}
      onSave={change}
      saveWord={s.save}
      saving={saving}
      title={s.editName(name)}
    />
  );
}

function CircuitDialog(props: {
  title: string;
  edit: Edit<typeof EMPTY>;
  saving: ReturnType<typeof useSaving>;
  saveWord: string;
  onSave: () => void;
  onClose: () => void;
}) {
  const { edit, ...form } = props;
  const t = useTexts(texts);
  return (
    <NamedForm {...form} name={edit.values.name} onName={(name) => edit.set({ name })}>
      <Checkbox
        isSelected={edit.values.allowsMultiple}
        onChange={(allowsMultiple) => edit.set({ allowsMultiple })}
      >
        {t.allowsMultiple}
      </Checkbox>
    </NamedForm>
  );
}
