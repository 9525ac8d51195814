import { useQuery } from 'urql';
import { graphql, type ResultOf, readFragment } from '../../../graphql/graphql.ts';
import { useSaving } from '../../../graphql/use_saving.ts';
import { useTexts } from '../../../i18n/texts.ts';
import { useAnnounce } from '../../../ui/Announcer.tsx';
import { NumberField } from '../../../ui/console/NumberField.tsx';
import { TextField } from '../../../ui/console/TextField.tsx';
import { EditForm } from '../parts/EditForm.tsx';
import parts from '../parts/parts.module.css';
import { Loaded, Screen } from '../parts/Screen.tsx';
import { texts as shared } from '../parts/texts.ts';
import { useEdit } from '../parts/use_edit.ts';
import { texts } from './texts.ts';

const EditableSettings = graphql(`
  fragment EditableSettings on ClinicSettings {
    dispatchDelaySeconds
    linkDays
    holdMinutes
    claimMinutes
    messageExpiryHours
    uncertainMinutes
    maxPages
    maxGapMinutes
    changeNoticeHours
    horizonDays
    linkTemplate
    bookingPortalTemplate
    botmakerChannel
    bookingLinkIntent
    newPhotoIntent
    appointmentBookedIntent
    appointmentMovedIntent
    appointmentCancelledIntent
    visitCancelledIntent
  }
`);

const SettingsQuery = graphql(
  `
    query Settings {
      clinic {
        id
        phone
        email
        settings {
          ...EditableSettings
        }
      }
    }
  `,
  [EditableSettings],
);

const UpdateSettings = graphql(
  `
    mutation UpdateClinicSettings($input: UpdateClinicSettingsInput!) {
      updateClinicSettings(input: $input) {
        clinic {
          id
          phone
          phoneUri
          email
          settings {
            ...EditableSettings
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
  [EditableSettings],
);

/** The settings by what they are about, in the order of the screen. */
const NUMBERS = {
  messages: ['dispatchDelaySeconds', 'messageExpiryHours', 'uncertainMinutes'],
  links: ['linkDays', 'holdMinutes', 'horizonDays', 'maxGapMinutes', 'changeNoticeHours'],
  review: ['claimMinutes', 'maxPages'],
} as const;
const WORDS = {
  contact: ['phone', 'email'],
  templates: [
    'bookingLinkIntent',
    'newPhotoIntent',
    'appointmentBookedIntent',
    'appointmentMovedIntent',
    'appointmentCancelledIntent',
    'visitCancelledIntent',
    'botmakerChannel',
  ],
  portal: ['linkTemplate', 'bookingPortalTemplate'],
} as const;

type Clinic = ResultOf<typeof SettingsQuery>['clinic'];

type Values = {
  [Key in keyof ResultOf<typeof EditableSettings>]: NonNullable<ResultOf<typeof EditableSettings>[Key]>;
} & { phone: string; email: string };

/** What the clinic sets for itself. */
export function Settings() {
  const t = useTexts(texts);
  const [query, again] = useQuery({ query: SettingsQuery });
  return (
    <Screen intro={t.intro} title={t.title}>
      <Loaded again={() => again({ requestPolicy: 'network-only' })} query={query}>
        {({ clinic }) => <Editor clinic={clinic} />}
      </Loaded>
    </Screen>
  );
}

function Editor({ clinic }: { clinic: Clinic }) {
  const settings = readFragment(EditableSettings, clinic.settings);
  const t = useTexts(texts);
  const s = useTexts(shared);
  const announce = useAnnounce();
  const edit = useEdit<Values>('settings', {
    ...settings,
    phone: clinic.phone ?? '',
    email: clinic.email ?? '',
    linkTemplate: settings.linkTemplate ?? '',
    bookingPortalTemplate: settings.bookingPortalTemplate ?? '',
    botmakerChannel: settings.botmakerChannel ?? '',
  });
  const { save, problems, isSaving, forgive } = useSaving(Object.keys(edit.values));
  const discard = () => {
    edit.forget();
    forgive();
  };
  const change = async () => {
    if (!(await save(UpdateSettings, { input: edit.changes }))) return;
    edit.forget();
    announce(t.saved);
  };
  const inWords = (group: keyof typeof WORDS) => (
    <section className={parts.card} key={group}>
      <h2>{t[group]}</h2>
      {WORDS[group].map((name) => (
        <TextField
          {...t[name]}
          key={name}
          onChange={(value) => edit.set({ [name]: value })}
          problem={problems?.fields[name]}
          value={edit.values[name]}
        />
      ))}
    </section>
  );
  return (
    <EditForm
      {...(edit.isChanged && { onCancel: discard })}
      cancelWord={s.discard}
      isSaving={isSaving}
      label={t.title}
      onSave={change}
      problems={problems}
    >
      {inWords('contact')}
      {Object.entries(NUMBERS).map(([group, names]) => (
        <section className={parts.card} key={group}>
          <h2>{t[group as keyof typeof NUMBERS]}</h2>
          <div className={parts.pair}>
            {names.map((name) => {
              // The API counts this one in seconds; people think of it in minutes.
              const seconds = name === 'dispatchDelaySeconds' ? 60 : 1;
              return (
                <NumberField
                  {...t[name]}
                  {...(seconds > 1 && { formatOptions: { maximumFractionDigits: 2 } })}
                  isRequired
                  key={name}
                  onChange={(value) => edit.set({ [name]: Math.round(value * seconds) })}
                  // What is refused is told in seconds.
                  problem={problems?.fields[name] && (seconds > 1 ? t.delayRange : problems.fields[name])}
                  value={edit.values[name] / seconds}
                />
              );
            })}
          </div>
        </section>
      ))}
      {inWords('templates')}
      {inWords('portal')}
    </EditForm>
  );
}
