import { useQuery } from 'urql';
import { Link } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { useErrorWords } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { quietButtonLook } from '../../ui/patient/Button.tsx';
import { Title } from '../../ui/patient/Title.tsx';
import { JustDone, LinkNeeded, NotRead } from '../journey/holder.tsx';
import journey from '../journey/journey.module.css';
import { OpenFormFragment, OpenForms } from '../journey/OpenForms.tsx';
import { texts } from './texts.ts';

const OpenFormsQuery = graphql(
  `
    query OpenForms {
      viewer {
        __typename
      }
      forms(openOnly: true) {
        nodes {
          id
          state
          ...OpenForm
        }
      }
    }
  `,
  [OpenFormFragment],
);

const HOMES = { Journey: '/reservar', CarePlanJourney: '/tratamiento', Patient: '/' };

/** `/formularios`: the forms that wait to be filled in, of who opened a link or signed in. */
export function FormList() {
  const t = useTexts(texts);
  const errorWords = useErrorWords();
  const [{ data, error, fetching }, read] = useQuery({
    query: OpenFormsQuery,
    requestPolicy: 'cache-and-network',
  });
  if (fetching && !data) return <p role="status">{t.loading}</p>;
  const who = data?.viewer?.__typename;
  const home = who && who in HOMES ? (who as keyof typeof HOMES) : undefined;
  if (data && home) {
    const open = data.forms.nodes.filter(({ state }) => state === 'OPEN');
    return (
      <>
        <Title>{t.listTitle}</Title>
        <JustDone />
        <OpenForms forms={open} />
        {open.length === 0 && <p className={journey.card}>{t.none}</p>}
        <Link className={quietButtonLook} href={HOMES[home]}>
          {t.back[home]}
        </Link>
      </>
    );
  }
  if (error?.networkError) {
    return <NotRead again={() => read({ requestPolicy: 'network-only' })} words={errorWords(error)} />;
  }
  return <LinkNeeded />;
}
