import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { useErrorWords } from '../../graphql/problems.ts';
import { useTexts } from '../../i18n/texts.ts';
import { ComboBox } from '../../ui/console/ComboBox.tsx';
import { useConnection } from '../shell/use_connection.ts';
import { isSearchable } from '../words/searchable.ts';
import type { PickedService } from './request.ts';
import styles from './Services.module.css';
import { texts } from './texts.ts';

const SearchQuery = graphql(`
  query SearchServices($search: String!) {
    services(search: $search, first: 12) {
      nodes {
        id
        code
        name
        circuit {
          id
          name
          allowsMultiple
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** What the search works on. */
interface ServicePickerProps {
  text: string;
  onText: (text: string) => void;
  /** Enter was pressed after this text: the first of what it finds is added once it is found. */
  isEntered: boolean;
  onEnter: (isEntered: boolean) => void;
  /** What is pressed is not for this request any more. */
  isHeld: boolean;
  onAdd: (service: PickedService) => void;
  /** Backspace in an empty search. */
  onRemoveLast: () => void;
  /** Ctrl+Enter. */
  onConfirm: () => void;
  /** Escape from an empty search. */
  onLeave: () => void;
  problem: string | undefined;
  inputRef: RefObject<HTMLInputElement | null>;
}

/**
 * The search for services. Enter adds the highlighted one; when what was typed is not searched yet, it waits for the
 * answer, so that nothing is added that was found for fewer letters, and so does Ctrl+Enter after it.
 */
export function ServicePicker(props: ServicePickerProps) {
  const { text, onText, isEntered, onEnter, isHeld, onAdd, onRemoveLast, onConfirm, onLeave } = props;
  const { problem, inputRef } = props;
  const t = useTexts(texts);
  const wordsOf = useErrorWords();
  const search = text.trim();
  const asks = isSearchable(search);
  const [{ data, error, fetching, operation }] = useQuery({
    query: SearchQuery,
    variables: { search },
    pause: !asks,
  });
  const isAnswered = !asks || (!fetching && operation?.variables.search === search);
  const { online } = useConnection();
  // The former results stay while the next are on their way, but not where nothing comes.
  const isCurrent = asks && !error && (isAnswered || online);
  const items = useMemo(() => (isCurrent ? (data?.services.nodes ?? []) : []), [data, isCurrent]);
  const failed = asks && isAnswered && error;
  // Who went down the list by arrows takes what is highlighted; else it is the first, also before it is.
  const hasMoved = useRef(false);
  // It waits for what was entered before.
  const [confirms, setConfirms] = useState(false);

  const add = (service: PickedService | undefined) => {
    if (service) onAdd(service);
  };
  useEffect(() => {
    if (!isEntered || !isAnswered || isHeld) return;
    onEnter(false);
    add(items[0]);
  });
  // A render later: what was added is there then.
  useEffect(() => {
    if (!confirms || isEntered) return;
    setConfirms(false);
    onConfirm();
  }, [confirms, isEntered, onConfirm]);

  const press = (event: KeyboardEvent) => {
    const { key } = event;
    const taken = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      taken();
      if (!isHeld) setConfirms(true);
    } else if (key === 'Enter' && search !== '' && !hasMoved.current) {
      taken();
      onEnter(true);
    } else if (key === 'ArrowDown' || key === 'ArrowUp') {
      hasMoved.current = true;
    } else if (key === 'Backspace' && text === '' && !event.repeat) {
      // Whoever holds it empties the search, and nothing more.
      onRemoveLast();
    } else if (key === 'Escape') {
      setConfirms(false);
      onEnter(false);
      if (text === '') onLeave();
    }
  };
  return (
    <div className={styles.search} onKeyDownCapture={press}>
      <ComboBox
        allowsCustomValue
        aria-keyshortcuts="/"
        empty={failed ? wordsOf(failed).join(' ') : isAnswered ? t.noServices : t.searching}
        inputRef={inputRef}
        inputValue={text}
        items={items}
        label={t.services}
        onChange={(key) => add(items.find(({ id }) => id === key))}
        onInputChange={(next) => {
          hasMoved.current = false;
          setConfirms(false);
          onText(next);
        }}
        placeholder={t.searchServices}
        problem={problem}
        takesFirst
        textOf={({ name }) => name}
        value={null}
      >
        {({ name, code, circuit }) => (
          <span className={styles.option}>
            <span>{name}</span>
            <small>
              {code} · {circuit.name}
            </small>
          </span>
        )}
      </ComboBox>
    </div>
  );
}
