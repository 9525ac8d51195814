import { useQuery } from 'urql';
import { type FragmentOf, graphql, type ResultOf, readFragment } from '../../../graphql/graphql.ts';
import { useSaving } from '../../../graphql/use_saving.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { useAnnounce } from '../../../ui/Announcer.tsx';
import { Checkbox } from '../../../ui/console/Checkbox.tsx';
import { NumberField } from '../../../ui/console/NumberField.tsx';
import { TextField } from '../../../ui/console/TextField.tsx';
import { TimeField } from '../../../ui/console/TimeField.tsx';
import { EditForm } from '../parts/EditForm.tsx';
import parts from '../parts/parts.module.css';
import { Loaded, Screen } from '../parts/Screen.tsx';
import { texts as shared } from '../parts/texts.ts';
import { useEdit } from '../parts/use_edit.ts';
import { Preview } from './Preview.tsx';
import styles from './Reminders.module.css';
import { texts } from './texts.ts';

const EditablePolicy = graphql(`
  fragment EditablePolicy on ReminderPolicy {
    enabled
    windowHours
    minimumLeadMinutes
    justAgreedHours
    holdBackMinutes
    quietFromMinute
    quietToMinute
    patienceMinutes
    practitionerHours
    reminderIntent
    formLinkIntent
    welcomeIntent
    treatmentCompletedIntent
  }
`);

const PolicyQuery = graphql(
  `
    query ReminderPolicy {
      clinic {
        id
        settings {
          reminders {
            ...EditablePolicy
          }
        }
      }
    }
  `,
  [EditablePolicy],
);

const UpdatePolicy = graphql(
  `
    mutation UpdateReminderPolicy($input: ReminderPolicyInput!) {
      updateReminderPolicy(input: $input) {
        clinic {
          id
          settings {
            reminders {
              ...EditablePolicy
            }
          }
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [EditablePolicy],
);

/** The numbers by what they are about, in the order of the screen. */
const NUMBERS = {
  when: ['windowHours', 'minimumLeadMinutes', 'justAgreedHours', 'holdBackMinutes'],
  forms: ['patienceMinutes', 'practitionerHours'],
} as const;
const TEMPLATES = ['reminderIntent', 'formLinkIntent', 'welcomeIntent', 'treatmentCompletedIntent'] as const;
const QUIET = ['quietFromMinute', 'quietToMinute'] as const;

/** When and how patients are reminded, with what a change of it would send. */
export function Reminders() {
  const t = useTexts(texts);
  const [query, again] = useQuery({ query: PolicyQuery });
  return (
    <Screen intro={t.intro} title={t.title}>
      <Loaded again={() => again({ requestPolicy: 'network-only' })} query={query}>
        {({ clinic }) => <Editor policy={clinic.settings.reminders} />}
      </Loaded>
    </Screen>
  );
}

function Editor(props: { policy: FragmentOf<typeof EditablePolicy> }) {
  const t = useTexts(texts);
  const s = useTexts(shared);
  const announce = useAnnounce();
  const edit = useEdit<ResultOf<typeof EditablePolicy>>(
    'reminders',
    readFragment(EditablePolicy, props.policy),
  );
  const { values, set } = edit;
  const { save, problems, isSaving, forgive } = useSaving(Object.keys(values));
  const quietWords = QUIET.map((name) => problems?.fields[name]).filter((words) => words !== undefined);
  const discard = () => {
    edit.forget();
    forgive();
  };
  const change = async () => {
    if (!(await save(UpdatePolicy, { input: edit.changes }))) return;
    edit.forget();
    announce(t.saved);
  };
  return (
    <div className={styles.beside}>
      <EditForm
        {...(edit.isChanged && { onCancel: discard })}
        cancelWord={s.discard}
        isSaving={isSaving}
        label={t.title}
        onSave={change}
        problems={problems}
      >
        <Checkbox isSelected={values.enabled} onChange={(enabled) => set({ enabled })}>
          {t.enabled}
        </Checkbox>
        {Object.entries(NUMBERS).map(([group, names]) => (
          <section className={parts.card} key={group}>
            <h2>{t[group as keyof typeof NUMBERS]}</h2>
            <div className={parts.pair}>
              {names.map((name) => (
                <NumberField
                  {...t[name]}
                  isRequired
                  key={name}
                  onChange={(value) => set({ [name]: value })}
                  problem={problems?.fields[name]}
                  value={values[name]}
                />
              ))}
            </div>
          </section>
        ))}
        <section className={parts.card}>
          <h2>{t.quiet}</h2>
          <p className={parts.soft}>{t.quietHelp}</p>
          <div className={styles.times}>
            {QUIET.map((name) => (
              <TimeField
                isInvalid={problems?.fields[name] !== undefined}
                key={name}
                label={t[name]}
                onChange={(minute) => minute !== null && set({ [name]: minute })}
                value={values[name]}
              />
            ))}
          </div>
          {quietWords.length > 0 && <p className={styles.problem}>{quietWords.join(' ')}</p>}
        </section>
        <section className={parts.card}>
          <h2>{t.templates}</h2>
          {TEMPLATES.map((name) => (
            <TextField
              {...t[name]}
              key={name}
              maxLength={100}
              onChange={(value) => set({ [name]: value })}
              problem={problems?.fields[name]}
              value={values[name]}
            />
          ))}
        </section>
      </EditForm>
      <Preview policy={edit.changes} />
    </div>
  );
}
