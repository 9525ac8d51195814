import { useEffect } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useErrorWords } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { SelectField } from '../../ui/console/SelectField.tsx';
import { Banner } from '../../ui/Notice.tsx';
import { texts } from './texts.ts';

const PractitionersQuery = graphql(`
  query CarePlanPractitioners {
    practitioners {
      id
      name
    }
  }
`);

/** With whom a treatment is: nobody is chosen unasked. */
export function PractitionerField(props: {
  label: string;
  /** Opaque id; empty where nobody is chosen. */
  value: string;
  onChange: (id: string) => void;
  problem: string | undefined;
  /** Opaque id of who is not among them. */
  except?: string;
  autoFocus?: boolean;
}) {
  const { value, onChange, except, ...field } = props;
  const t = useTexts(texts);
  const words = useErrorWords();
  const [{ data, error }, read] = useQuery({
    query: PractitionersQuery,
    requestPolicy: 'cache-and-network',
  });
  const practitioners = data?.practitioners.filter(({ id }) => id !== except);
  const isGone = value !== '' && practitioners?.every(({ id }) => id !== value);
  useEffect(() => {
    // Whoever was chosen may have it meanwhile, or work here no more.
    if (isGone) onChange('');
  });
  return (
    <>
      {error && (
        <Banner tone="danger" urgent>
          {words(error).join(' ')}
          <Button onPress={() => read({ requestPolicy: 'network-only' })}>{t.tryAgain}</Button>
        </Banner>
      )}
      {practitioners?.length === 0 ? (
        <p>{t.noOtherPractitioner}</p>
      ) : (
        <SelectField
          {...field}
          onChange={onChange}
          options={[
            { value: '', label: t.choosePractitioner },
            ...(practitioners ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={isGone ? '' : value}
        />
      )}
    </>
  );
}
