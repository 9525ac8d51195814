import { useState } from 'react';
import { useMutation } from 'urql';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { type Problems, useProblems } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useAnnounce } from '../../ui/Announcer.tsx';
import { Button } from '../../ui/patient/Button.tsx';
import { ErrorSummary } from '../../ui/patient/ErrorSummary.tsx';
import { Form } from '../../ui/patient/Form.tsx';
import { BirthDateField, CoverageFields } from '../details/DetailsFields.tsx';
import { DETAILS, PersonalDetailsFragment, useReadDetails } from '../details/details.ts';
import styles from './account.module.css';
import { texts } from './texts.ts';

const SetPersonalDetails = graphql(
  `
    mutation SetPersonalDetails($input: SetPersonalDetailsInput!) {
      setPersonalDetails(input: $input) {
        patient {
          id
          ...PersonalDetails
          coverage {
            memberNumber
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
  [PersonalDetailsFragment],
);

/** When the patient was born and who pays, to be put right. */
export function DetailsForm({ patient }: { patient: FragmentOf<typeof PersonalDetailsFragment> }) {
  const t = useTexts(texts);
  const announce = useAnnounce();
  const readDetails = useReadDetails();
  const wordsOf = useProblems();
  const [{ fetching }, set] = useMutation(SetPersonalDetails);
  const [problems, setProblems] = useState<Problems>();
  const known = readFragment(PersonalDetailsFragment, patient);

  const submit = async (form: FormData) => {
    if (fetching) return;
    const { details, problems } = readDetails(form);
    if (problems.birthDate) return setProblems({ fields: problems, general: [], codes: [] });
    const { data, error } = await set({ input: details });
    if (data?.setPersonalDetails.patient) {
      setProblems(undefined);
      announce(t.details.saved);
    } else {
      setProblems(wordsOf({ error, userErrors: data?.setPersonalDetails.userErrors }, DETAILS));
    }
  };

  return (
    <Form className={styles.form} onSubmit={submit}>
      {problems && <ErrorSummary problems={problems} title={t.summary} />}
      <BirthDateField known={known} problems={problems} />
      <CoverageFields known={known} problems={problems} />
      <Button busy={fetching} type="submit">
        {t.details.save}
      </Button>
    </Form>
  );
}
