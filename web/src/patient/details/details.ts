import { serverNow } from '../../graphql/clock.ts';
import { graphql } from '../../graphql/graphql.ts';
import { readDay } from '../../i18n/days.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CoverageFragment } from '../../session/payers.ts';
import { texts } from './texts.ts';

/** What a patient tells of themselves. */
export const PersonalDetailsFragment = graphql(
  `
  fragment PersonalDetails on Patient @_unmask {
    id
    birthDate
    coverage {
      ...PatientCoverage
    }
  }
`,
  [CoverageFragment],
);

/** The inputs of these details, as the API names them. */
export const DETAILS = ['birthDate', 'payerId', 'planId'] as const;

/** Returns what reads the details that were filled in: them, or the words about what is no day. */
export function useReadDetails() {
  const t = useTexts(texts);
  const { dayOf } = useFormat();
  return (form: FormData) => {
    const text = (name: (typeof DETAILS)[number]) => String(form.get(name) ?? '').trim();
    const written = text('birthDate');
    const birthDate = readDay(written, dayOf(serverNow()));
    return {
      details: { birthDate, payerId: text('payerId') || null, planId: text('planId') || null },
      problems: written && !birthDate ? { birthDate: t.birthDateUnread } : {},
    };
  };
}
