import type { CombinedError, OperationResult } from '@urql/core';
import { useRef, useState } from 'react';
import { serverNow } from '../../graphql/clock.ts';
import { graphql, type ResultOf, readFragment } from '../../graphql/graphql.ts';
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
  query WorklistExport($filter: WorklistFilter!, $orderBy: WorklistOrder!, $after: String) {
    worklist(filter: $filter, orderBy: $orderBy, first: 100, after: $after) {
      nodes {
        ...RequestRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`,
  [RequestRowFragment],
);

/** Downloads everything that the filter shows, page by page. */
export function useExport(question: WorklistQuestion) {
  const { uncached } = useSession();
  const cells = useCells();
  const t = useTexts(texts);
  const { dayOf } = useFormat();
  const [done, setDone] = useState<number>();
  const [error, setError] = useState<CombinedError>();
  const stopped = useRef(false);

  /** Says how many rows there were; undefined where it failed or was stopped. */
  const start = async (): Promise<number | undefined> => {
    stopped.current = false;
    setError(undefined);
    const parts = [BYTE_ORDER_MARK, csvLines([COLUMNS.map(({ id }) => t.columns[id])])];
    let count = 0;
    let after: string | null = null;
    try {
      do {
        setDone(count);
        const result: OperationResult<ResultOf<typeof ExportQuery>> = await uncached.query(ExportQuery, {
          ...question,
          after,
        });
        if (stopped.current) return undefined;
        if (!result.data) {
          setError(result.error);
          return undefined;
        }
        const { nodes, pageInfo } = result.data.worklist;
        const rows = nodes.map((node) => readFragment(RequestRowFragment, node));
        parts.push(csvLines(rows.map((row) => cells(row))));
        count += rows.length;
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      } while (after !== null);
    } finally {
      setDone(undefined);
    }
    save(new Blob(parts, { type: 'text/csv;charset=utf-8' }), `${t.fileName}-${dayOf(serverNow())}.csv`);
    return count;
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
