import { useState } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { useErrorWords } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Banner, EmptyState } from '../../ui/Notice.tsx';
import { Button, buttonLook } from '../../ui/patient/Button.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import { ForPatient } from '../sign_in/ForPatient.tsx';
import { useOwnRequests } from './live.ts';
import { RequestCard, RequestFragment } from './RequestCard.tsx';
import styles from './request.module.css';
import { texts } from './texts.ts';

const RequestsQuery = graphql(
  `
    query Requests($id: ID!, $after: String) {
      patient(id: $id) {
        id
        assistanceRequests(first: 20, after: $after) {
          feedCursor
          pageInfo {
            hasNextPage
            endCursor
          }
          nodes {
            id
            ...Request
          }
        }
      }
    }
  `,
  [RequestFragment],
);

/** The patient's requests, the newest first. */
export function Requests() {
  return <ForPatient>{({ id }) => <List patientId={id} />}</ForPatient>;
}

function List({ patientId }: { patientId: string }) {
  const t = useTexts(texts);
  /** The pages that are shown, each by the cursor after which it begins. */
  const [pages, setPages] = useState<(string | null)[]>([null]);
  return (
    <>
      <PageTitle>{t.title}</PageTitle>
      {pages.map((after, place) => (
        <Page
          after={after}
          key={after}
          onMore={place === pages.length - 1 ? (cursor) => setPages([...pages, cursor]) : undefined}
          patientId={patientId}
        />
      ))}
      <Link className={buttonLook} href="/ordenes/nueva">
        {t.upload}
      </Link>
    </>
  );
}

interface PageProps {
  patientId: string;
  after: string | null;
  /** Shows what comes after this cursor; left out where it is shown already. */
  onMore: ((cursor: string | null) => void) | undefined;
}

function Page({ patientId, after, onMore }: PageProps) {
  const t = useTexts(texts);
  const wordsOf = useErrorWords();
  const [{ data, error }, read] = useQuery({
    query: RequestsQuery,
    variables: { id: patientId, after },
    requestPolicy: 'cache-and-network',
  });
  const requests = data?.patient?.assistanceRequests;
  useOwnRequests(requests?.feedCursor, () => read({ requestPolicy: 'network-only' }));
  return (
    <>
      {error && (
        <Banner tone="danger" urgent>
          {wordsOf(error).join(' ')}
        </Banner>
      )}
      {requests?.nodes.length === 0 && !after && <EmptyState title={t.none} />}
      {requests && requests.nodes.length > 0 && (
        <ul className={styles.list}>
          {requests.nodes.map((request) => (
            <RequestCard key={request.id} request={request} />
          ))}
        </ul>
      )}
      {onMore && requests?.pageInfo.hasNextPage && (
        <Button onClick={() => onMore(requests.pageInfo.endCursor)} variant="secondary">
          {t.more}
        </Button>
      )}
    </>
  );
}
