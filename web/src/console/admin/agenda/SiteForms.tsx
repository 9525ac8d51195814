import { graphql, type ResultOf } from '../../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../../graphql/idempotency.ts';
import { useSaving } from '../../../graphql/use_saving.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { useAnnounce } from '../../../ui/Announcer.tsx';
import { TextField } from '../../../ui/console/TextField.tsx';
import { NamedForm } from '../parts/NamedForm.tsx';
import { texts as shared } from '../parts/texts.ts';
import { type Edit, useEdit } from '../parts/use_edit.ts';
import { texts } from './texts.ts';

/** A site as it is listed and changed. */
export const SiteRow = graphql(`
  fragment SiteRow on Site {
    id
    version
    name
    address
  }
`);

const CreateSite = graphql(
  `
    mutation CreateSite($input: CreateSiteInput!) {
      createSite(input: $input) {
        site {
          id
          ...SiteRow
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [SiteRow],
);

const UpdateSite = graphql(
  `
    mutation UpdateSite($input: UpdateSiteInput!) {
      updateSite(input: $input) {
        site {
          id
          ...SiteRow
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [SiteRow],
);

const EMPTY = { name: '', address: '' };
const INPUTS = ['name', 'address'];

/** A site that is to be. */
export function NewSite({ onClose }: { onClose: () => void }) {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const announce = useAnnounce();
  const edit = useEdit('site.new', EMPTY);
  const saving = useSaving(INPUTS);
  const keyOf = useIdempotencyKey();
  const leave = () => {
    edit.forget();
    onClose();
  };
  const create = async () => {
    const input = { ...edit.values, idempotencyKey: keyOf(edit.values) };
    if (!(await saving.save(CreateSite, { input }))) return;
    announce(s.created(edit.values.name));
    leave();
  };
  return (
    <SiteDialog
      edit={edit}
      onClose={leave}
      onSave={create}
      saveWord={s.create}
      saving={saving}
      title={t.addSite}
    />
  );
}

/** A site that is there. */
export function EditSite(props: {
  site: ResultOf<typeof SiteRow>;
  onClose: () => void;
  readAgain: () => void;
}) {
  const { site, onClose, readAgain } = props;
  const t = useTexts(texts);
  const s = useTexts(shared);
  const announce = useAnnounce();
  const edit = useEdit(`site.${site.id}`, { name: site.name, address: site.address });
  const saving = useSaving(INPUTS, readAgain);
  const leave = () => {
    edit.forget();
    onClose();
  };
  const change = async () => {
    const input = { id: site.id, version: site.version, ...edit.changes };
    if (!(await saving.save(UpdateSite, { input }))) return;
    announce(s.saved(edit.values.name));
    leave();
  };
  return (
    <SiteDialog
      edit={edit}
      onClose={leave}
      onSave={change}
      saveWord={s.save}
      saving={saving}
      title={t.editSite(site.name)}
    />
  );
}

function SiteDialog(props: {
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
      <TextField
        help={t.addressHelp}
        isRequired
        label={t.address}
        maxLength={200}
        onChange={(address) => edit.set({ address })}
        problem={form.saving.problems?.fields.address}
        value={edit.values.address}
      />
    </NamedForm>
  );
}
