import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { useMutation } from 'urql';
import { useLocation, useParams } from 'wouter';
import { graphql } from '../../graphql/graphql.ts';
import { type Problems, useProblems } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { takePlace, takeUpDrafts } from '../../session/draft.ts';
import { useSession } from '../../session/session.tsx';
import { Banner } from '../../ui/Notice.tsx';
import { Button } from '../../ui/patient/Button.tsx';
import { Field } from '../../ui/patient/Field.tsx';
import { Form } from '../../ui/patient/Form.tsx';
import { PageTitle } from '../../ui/patient/PageTitle.tsx';
import styles from '../journey/journey.module.css';
import { Note } from '../journey/Note.tsx';
import { Loading } from '../shell/Loading.tsx';
import { ReachClinic } from '../shell/ReachClinic.tsx';
import { LinkNeeded } from './LinkNeeded.tsx';
import { keepOpened } from './opened.ts';
import { texts } from './texts.ts';

const OpenJourneyMutation = graphql(`
  mutation OpenJourney($input: OpenJourneyInput!) {
    openJourney(input: $input) {
      viewer {
        __typename
        ... on Journey {
          id
        }
        ... on CarePlanJourney {
          id
        }
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

/** `/j/{token}`: the link of a message. */
export function Door() {
  const { token } = useParams();
  return token ? <LockedDoor token={token} /> : <LinkNeeded />;
}

/**
 * What a link shows: one and the same for every link, until the last digits of the document open it. Then the link's
 * address gives way to that of what it leads to, and is in no history. A link that `wasOpen` on this page, and by which
 * nobody is there any more, is asked first whether it can be opened still.
 */
export function LockedDoor({ token, wasOpen = false }: { token: string; wasOpen?: boolean }) {
  const t = useTexts(texts);
  const [, navigate] = useLocation();
  const { renew } = useSession();
  const wordsOf = useProblems();
  const [{ fetching }, openJourney] = useMutation(OpenJourneyMutation);
  const [digits, setDigits] = useState('');
  const [problems, setProblems] = useState<Problems>();
  // Many write the whole number of a DNI: what opens the link is its end, not what came first.
  const isWhole = /^\d{7,8}$/.test(digits);
  const [isAsked, setAsked] = useState(!wasOpen);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a link that was open is asked once
  useEffect(() => {
    if (!wasOpen) return;
    // Without digits it opens nothing, but the server says where the link is locked, expired or withdrawn.
    void openJourney({ input: { token, documentDigits: '' } }).then(({ error, data }) => {
      const found = wordsOf({ error, userErrors: data?.openJourney.userErrors }, ['documentDigits', 'token']);
      // That digits are missing is no news: they are asked for below.
      if (!error && !found.codes.includes('CREDENTIALS_REJECTED')) setProblems(found);
      setAsked(true);
    });
  }, []);

  const open = async () => {
    if (fetching) return;
    if (!isWhole && digits.length !== 4) {
      setProblems({ fields: { documentDigits: t.incomplete }, general: [], codes: [] });
      document.querySelector<HTMLElement>('[name="documentDigits"]')?.focus();
      return;
    }
    const { data, error } = await openJourney({ input: { token, documentDigits: digits.slice(-4) } });
    const viewer = data?.openJourney.viewer;
    if (viewer?.__typename === 'Journey' || viewer?.__typename === 'CarePlanJourney') {
      keepOpened(token);
      // First of all: what comes next must not find that nobody is signed in.
      flushSync(renew);
      takeUpDrafts(viewer.id);
      const start = viewer.__typename === 'CarePlanJourney' ? '/tratamiento' : '/reservar';
      navigate(takePlace() ?? start, { replace: true });
      return;
    }
    const found = wordsOf({ error, userErrors: data?.openJourney.userErrors }, ['documentDigits', 'token']);
    // Without a connection they may well be right.
    if (!error?.networkError) setDigits('');
    setProblems(found);
    document.querySelector<HTMLElement>('[name="documentDigits"]')?.focus();
  };

  // Of too many attempts, those with this very link have locked it; all others only have to wait.
  const locked = problems?.codes.includes('TOO_MANY_ATTEMPTS') && problems.fields.documentDigits;
  if (locked) return <Note title={t.locked} words={locked} />;
  if (problems?.fields.token) return <Gone words={problems.fields.token} />;
  if (!isAsked) return <Loading />;
  return (
    <>
      <PageTitle>{wasOpen ? t.closed : t.title}</PageTitle>
      <Form className={`${styles.card} ${styles.digits}`} onSubmit={open}>
        <p>{t.lead}</p>
        {problems?.general.map((words) => (
          <Banner key={words} tone="danger" urgent>
            {words}
          </Banner>
        ))}
        {problems?.codes.includes('TOO_MANY_ATTEMPTS') && <ReachClinic />}
        <div>
          <Field
            autoComplete="off"
            help={t.digitsHelp}
            inputMode="numeric"
            label={t.digits}
            name="documentDigits"
            onChange={(event) => setDigits(event.target.value.replace(/\D/g, ''))}
            problem={isWhole ? undefined : problems?.fields.documentDigits}
            value={digits}
          />
          <p role="status">{isWhole && t.whole(digits.slice(-4))}</p>
        </div>
        <Button busy={fetching} type="submit">
          {t.open}
        </Button>
      </Form>
    </>
  );
}

/** A link that is past its time, or was taken back: what the server says first of it is what the page is called. */
function Gone({ words }: { words: string }) {
  const [title = words, ...rest] = words.split(/(?<=\.)\s+/);
  return <Note title={title.replace(/\.$/, '')} words={rest.join(' ')} />;
}
