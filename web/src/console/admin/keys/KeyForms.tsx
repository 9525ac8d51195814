import { graphql, type ResultOf, readFragment } from '../../../graphql/graphql.ts';
import { useIdempotencyKey } from '../../../graphql/idempotency.ts';
import { useSaving } from '../../../graphql/use_saving.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { useAnnounce } from '../../../ui/Announcer.tsx';
import { Button } from '../../../ui/console/Button.tsx';
import { Checkbox, CheckboxGroup } from '../../../ui/console/Checkbox.tsx';
import { Dialog, DialogActions } from '../../../ui/console/Dialog.tsx';
import { TextField } from '../../../ui/console/TextField.tsx';
import { Banner } from '../../../ui/Notice.tsx';
import { EditForm } from '../parts/EditForm.tsx';
import { texts as shared } from '../parts/texts.ts';
import { useEdit } from '../parts/use_edit.ts';
import { texts } from './texts.ts';

/** A key as it is listed. */
export const KeyRow = graphql(`
  fragment KeyRow on Integration {
    id
    name
    scopes
    createdAt
  }
`);

const CreateApiKey = graphql(
  `
    mutation CreateApiKey($input: CreateApiKeyInput!) {
      createApiKey(input: $input) {
        integration {
          id
          ...KeyRow
        }
        key
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [KeyRow],
);

const RevokeApiKey = graphql(`
  mutation RevokeApiKey($input: RevokeApiKeyInput!) {
    revokeApiKey(input: $input) {
      integration {
        id
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

type Scope = ResultOf<typeof KeyRow>['scopes'][number];

const SCOPES: Scope[] = ['REQUESTS_READ', 'REQUESTS_WRITE', 'CATALOG_READ', 'APPOINTMENTS_READ'];
const EMPTY = { name: '', scopes: [] as Scope[] };

/** A key that is to be; its secret goes to `onMade`, or the key to `onLost` where the answer with it was lost. */
export function NewKey(props: {
  onClose: () => void;
  onMade: (made: { name: string; key: string }) => void;
  onLost: (integration: ResultOf<typeof KeyRow>) => void;
}) {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const edit = useEdit('key.new', EMPTY);
  const { save, problems, isSaving } = useSaving(['name', 'scopes']);
  const keyOf = useIdempotencyKey();
  const leave = () => {
    edit.forget();
    props.onClose();
  };
  const create = async () => {
    const input = { ...edit.values, idempotencyKey: keyOf(edit.values) };
    const made = await save(CreateApiKey, { input });
    const integration = readFragment(KeyRow, made?.integration);
    if (!made || !integration) return;
    leave();
    if (made.key) props.onMade({ name: integration.name, key: made.key });
    else props.onLost(integration);
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
          help={t.nameHelp}
          isRequired
          label={t.name}
          maxLength={100}
          onChange={(name) => edit.set({ name })}
          problem={problems?.fields.name}
          value={edit.values.name}
        />
        <CheckboxGroup
          label={t.scopes}
          onChange={(scopes) => edit.set({ scopes: scopes as Scope[] })}
          problem={problems?.fields.scopes}
          value={edit.values.scopes}
        >
          {SCOPES.map((scope) => (
            <Checkbox key={scope} value={scope}>
              {t[scope]}
            </Checkbox>
          ))}
        </CheckboxGroup>
      </EditForm>
    </Dialog>
  );
}

/** Asks once more: a revoked key never comes back. */
export function RevokeKey(props: { integration: ResultOf<typeof KeyRow>; onClose: () => void }) {
  const { integration, onClose } = props;
  const t = useTexts(texts);
  const s = useTexts(shared);
  const announce = useAnnounce();
  const { save, problems, isSaving } = useSaving([]);
  const revoke = async () => {
    if (!(await save(RevokeApiKey, { input: { id: integration.id } }))) return;
    announce(t.revoked(integration.name));
    onClose();
  };
  return (
    <Dialog isOpen mustAnswer onClose={onClose} title={t.revokeName(integration.name)}>
      {problems?.general.map((words) => (
        <Banner key={words} tone="danger" urgent>
          {words}
        </Banner>
      ))}
      <p>{t.revokeQuestion(integration.name)}</p>
      <DialogActions>
        <Button autoFocus onPress={onClose}>
          {s.cancel}
        </Button>
        <Button isDisabled={isSaving} onPress={revoke} variant="danger">
          {t.revoke}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
