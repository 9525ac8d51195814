import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useErrorWords } from '../../graphql/problems.ts';
import { formatDocument, formatPhone, listedName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { TextField } from '../../ui/console/TextField.tsx';
import { Banner, EmptyState } from '../../ui/Notice.tsx';
import { useTitle } from '../shell/use_title.ts';
import { useTypedSearch } from '../shell/use_typed_search.ts';
import { Alerts } from './Alerts.tsx';
import styles from './Patient.module.css';
import { patientsRoute } from './route.tsx';
import { texts } from './texts.ts';

const PatientsQuery = graphql(`
  query Patients($search: String!, $after: String) {
    patients(search: $search, first: 30, after: $after) {
      nodes {
        id
        givenName
        familyName
        documentType
        nationalId
        mobilePhone
        coverage {
          payer {
            id
            name
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** Whom to look up, and what waits for a call. */
export function Patients() {
  const t = useTexts(texts);
  useTitle(t.title);
  const navigate = useNavigate();
  const text = useRouterState({ select: ({ location }) => location.state.patientsText ?? '' });
  const [typed, setTyped] = useTypedSearch(patientsRoute.to, text, (patientsText) => {
    void navigate({ to: patientsRoute.to, replace: true, state: { patientsText } });
  });
  return (
    <div className={styles.lists}>
      <div className={styles.list}>
        <h1>{t.title}</h1>
        <TextField
          autoFocus
          help={t.searchHelp}
          label={t.search}
          onChange={setTyped}
          type="search"
          value={typed}
        />
        <Found key={text} search={text} />
      </div>
      <Alerts />
    </div>
  );
}

function Found({ search }: { search: string }) {
  const t = useTexts(texts);
  const words = useErrorWords();
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error, fetching }, ask] = useQuery({
    query: PatientsQuery,
    variables: { search, after },
    requestPolicy: 'cache-and-network',
  });
  if (error)
    return (
      <Banner tone="danger" urgent>
        {words(error).join(' ')}
        <Button onPress={() => ask({ requestPolicy: 'network-only' })}>{t.tryAgain}</Button>
      </Banner>
    );
  if (!data) return <p role="status">{t.reading}</p>;
  const { nodes, pageInfo } = data.patients;
  if (nodes.length === 0) return <EmptyState title={t.noPatients} />;
  return (
    <>
      <ul className={styles.people}>
        {nodes.map((patient) => (
          <li key={patient.id}>
            <Link params={{ id: patient.id }} to="/pacientes/$id">
              {listedName(patient)}
            </Link>
            <span>
              {t.documents[patient.documentType]} {formatDocument(patient.documentType, patient.nationalId)}
            </span>
            <span>{patient.coverage?.payer.name}</span>
            <span className={styles.whole}>{patient.mobilePhone && formatPhone(patient.mobilePhone)}</span>
          </li>
        ))}
      </ul>
      {pageInfo.hasNextPage && (
        <Button isDisabled={fetching} onPress={() => setAfter(pageInfo.endCursor)}>
          {t.more}
        </Button>
      )}
    </>
  );
}
