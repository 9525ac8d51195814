import { useQuery } from 'urql';
import { Link } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { useTexts } from '../../i18n/texts.ts';
import { secondaryLook } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { LinkNeeded } from '../door/LinkNeeded.tsx';
import { useHomeOf } from '../homes.ts';
import { JustDone } from '../journey/JustDone.tsx';
import journey from '../journey/journey.module.css';
import { OpenForms } from '../journey/OpenForms.tsx';
import { OpenFormFragment } from '../journey/open_form.ts';
import { Loading } from '../shell/Loading.tsx';
import { Unavailable } from '../shell/Unavailable.tsx';
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

/** `/formularios`: the forms that wait to be filled in, of who opened a link or signed in. */
export function FormList() {
  const t = useTexts(texts);
  const [{ data, error, fetching }, read] = useQuery({
    query: OpenFormsQuery,
    requestPolicy: 'cache-and-network',
  });
  const home = useHomeOf(data?.viewer?.__typename);
  if (fetching && !home) return <Loading />;
  if (data && home) {
    const open = data.forms.nodes.filter(({ state }) => state === 'OPEN');
    return (
      <>
        <PageTitle>{t.listTitle}</PageTitle>
        <JustDone />
        <OpenForms forms={open} />
        {open.length === 0 && <p className={journey.card}>{t.none}</p>}
        <Link className={secondaryLook} href={home.href}>
          {home.words}
        </Link>
      </>
    );
  }
  if (error?.networkError) {
    return <Unavailable again={() => read({ requestPolicy: 'network-only' })} error={error} />;
  }
  return <LinkNeeded />;
}
