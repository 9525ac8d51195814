import { useState } from 'react';
import { useMutation } from 'urql';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useProblems } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import styles from './journey.module.css';
import { RemindedFragment } from './reminded.ts';
import { texts } from './texts.ts';

const SetReminderPreferencesMutation = graphql(
  `
    mutation SetReminderPreferences($input: SetReminderPreferencesInput!) {
      setReminderPreferences(input: $input) {
        patient {
          id
          ...Reminded
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [RemindedFragment],
);

interface Wishes {
  byEmail?: boolean;
  byWhatsapp?: boolean;
}

/** By what the patient wants to be reminded, as the foot of every reminder promises. */
export function Reminders({ patient }: { patient: FragmentOf<typeof RemindedFragment> }) {
  const t = useTexts(texts).reminders;
  const announce = useAnnounce();
  const wordsOf = useProblems();
  const [, save] = useMutation(SetReminderPreferencesMutation);
  const [problem, setProblem] = useState<string>();
  // A tap shows at once.
  const [wished, setWished] = useState<Wishes>({});
  const { email, remindedByEmail, remindedByWhatsapp } = readFragment(RemindedFragment, patient);

  const choose = async (input: Wishes) => {
    setWished((before) => ({ ...before, ...input }));
    const { data, error } = await save({ input });
    const { general } = wordsOf({ error, userErrors: data?.setReminderPreferences.userErrors }, []);
    setProblem(general[0]);
    if (general[0]) setWished({});
    if (!general[0]) announce(t.saved);
  };
  return (
    <section aria-labelledby="reminders" className={styles.card}>
      <h2 id="reminders">{t.title}</h2>
      <p className={styles.soft}>{t.help}</p>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <div>
        <label className={styles.check}>
          <input
            checked={wished.byWhatsapp ?? remindedByWhatsapp}
            onChange={(event) => choose({ byWhatsapp: event.target.checked })}
            type="checkbox"
          />
          {t.byWhatsapp}
        </label>
        {email && (
          <label className={styles.check}>
            <input
              checked={wished.byEmail ?? remindedByEmail}
              onChange={(event) => choose({ byEmail: event.target.checked })}
              type="checkbox"
            />
            {t.byEmail}
          </label>
        )}
      </div>
    </section>
  );
}
