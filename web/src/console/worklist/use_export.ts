import type { CombinedError } from '@urql/core';
import { useRef, useState } from 'react';
import { serverNow } from '../../graphql/clock.ts';
import { graphql, type ResultOf, readFragment, type VariablesOf } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { formatDocument, formatPhone, listedName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useSession } from '../../session/session.tsx';
import { RequestRowFragment } from '../request/request_row.ts';
import { requestWords } from '../words/requests.ts';
import { COLUMNS, type Row } from './columns.tsx';
import { BYTE_ORDER_MARK, csvLines } from './csv.ts';
import type { WorklistQuestion } from './search.ts';
import { texts } from './texts.ts';

const ExportQuery = graphql(
  `
  query WorklistExport(
    $filter: WorklistFilter!
    $orderBy: WorklistOrder!
    $first: Int
    $after: String
    $last: Int
    $before: String
  ) {
    worklist(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      nodes {
        id
        ...RequestRow
      }
      pageInfo {
        hasNextPage
        startCursor
        endCursor
      }
    }
  }
`,
  [RequestRowFragment],
);

type Page = ResultOf<typeof ExportQuery>['worklist'];

/** The largest page that the API gives. */
const PAGE = 100;

/** Downloads everything that the filter shows: page by page from both ends at once, until they meet. */
export function useExport(question: WorklistQuestion) {
  const { uncached } = useSession();
  const cells = useCells();
  const t = useTexts(texts);
  const { dayOf } = useFormat();
  const [done, setDone] = useState<number>();
  const [error, setError] = useState<CombinedError>();
  const stopped = useRef(false);

  /** Answers a page, or nothing where it failed or all was stopped. */
  const ask = async (page: Partial<VariablesOf<typeof ExportQuery>>) => {
    const { data, error } = await uncached.query(ExportQuery, { ...question, ...page });
    if (!data) setError(error);
    return stopped.current ? undefined : data?.worklist;
  };

  /** Says how many rows there were; undefined where it failed or was stopped. */
  const start = async (): Promise<number | undefined> => {
    stopped.current = false;
    setError(undefined);
    const known = new Set<string>();
    const linesOf = (nodes: Page['nodes']) => {
      const added = nodes.filter(({ id }) => !known.has(id));
      for (const { id } of added) known.add(id);
      return csvLines(added.map((node) => cells(readFragment(RequestRowFragment, node))));
    };
    const fromStart: string[] = [];
    const fromEnd: string[] = [];
    let after: string | null = null;
    let before: string | null = null;
    let haveMet = false;
    try {
      while (!haveMet) {
        setDone(known.size);
        const [front, back]: (Page | undefined)[] = await Promise.all([
          ask({ first: PAGE, after }),
          ask({ last: PAGE, before }),
        ]);
        if (!front || !back) return undefined;
        fromStart.push(linesOf(front.nodes));
        // The rows that both have are the last ones to be read.
        haveMet = !front.pageInfo.hasNextPage || back.nodes.some(({ id }) => known.has(id));
        fromEnd.unshift(linesOf(back.nodes));
        after = front.pageInfo.endCursor;
        before = back.pageInfo.startCursor;
      }
    } finally {
      setDone(undefined);
    }
    const parts = [
      BYTE_ORDER_MARK,
      csvLines([COLUMNS.map(({ id }) => t.columns[id])]),
      ...fromStart,
      ...fromEnd,
    ];
    save(new Blob(parts, { type: 'text/csv;charset=utf-8' }), `${t.fileName}-${dayOf(serverNow())}.csv`);
    return known.size;
  };
  return {
    start,
    /** How many rows were read so far; undefined while nothing is downloaded. */
    done,
    error,
    stop: () => {
      stopped.current = true;
    },
  };
}

/** The cells of a row, in the order of the columns. */
function useCells() {
  const words = useTexts(requestWords);
  const t = useTexts(texts);
  const { dateTime } = useFormat();
  const values: Record<keyof typeof t.columns, (row: Row) => string | null | undefined> = {
    uploadedAt: (row) => dateTime(row.uploadedAt),
    patient: ({ patient }) => listedName(patient),
    nationalId: ({ patient }) => formatDocument(patient.documentType, patient.nationalId),
    verifiedPhone: ({ patient }) => patient.verifiedPhone && formatPhone(patient.verifiedPhone),
    mobilePhone: ({ patient }) => patient.mobilePhone && formatPhone(patient.mobilePhone),
    email: ({ patient }) => patient.email,
    payer: ({ patient }) => patient.coverage?.payer.name,
    plan: ({ patient }) => patient.coverage?.plan?.name,
    contactAt: ({ lastContact }) => lastContact && dateTime(lastContact.at),
    contactBy: ({ lastContact }) => lastContact?.by.name,
    resolved: ({ resolvedAt }) => (resolvedAt === null ? t.no : t.yes),
    state: ({ state }) => words.state[state],
  };
  return (row: Row) => COLUMNS.map(({ id }) => values[id](row) ?? '');
}

function save(blob: Blob, name: string) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
