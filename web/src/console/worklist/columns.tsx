import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ResultOf } from '../../graphql/graphql.ts';
import { useFormat } from '../../i18n/format.ts';
import { formatDocument, formatPhone, listedName } from '../../i18n/people.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Email } from '../../ui/console/Email.tsx';
import { Badge } from '../../ui/Notice.tsx';
import type { RequestRowFragment } from '../request/request_row.ts';
import { reasonWords } from '../words/reasons.ts';
import { REQUEST_TONES, requestWords } from '../words/requests.ts';
import type { Order } from './search.ts';
import { texts } from './texts.ts';
import styles from './Worklist.module.css';

/** What a row shows. */
export type Row = ResultOf<typeof RequestRowFragment>;

type ColumnId = keyof (typeof texts)['es']['columns'];

/** A column of the grid: what it is called is in the texts. */
type Column = {
  id: ColumnId;
  /** Its share of the width: no word breaks inside. */
  width: number;
  /** Its share where there is room to spare. */
  roomy?: number;
  Cell: (props: { row: Row }) => ReactNode;
} & (
  | { order?: Order; below?: never }
  // Below the words of another column, where there is no room for all side by side; its heading sorts nothing there.
  | { below: ColumnId; order?: never }
);

/** A column, and those whose words stand below its own. */
export type TableColumn = Column & { others: Column[] };

/** Every column, in the order in which people read them. */
export const COLUMNS: Column[] = [
  { id: 'uploadedAt', width: 85, order: 'subida', Cell: ({ row }) => <When at={row.uploadedAt} /> },
  { id: 'patient', width: 98, order: 'nombre', Cell: PatientName },
  {
    id: 'nationalId',
    width: 86,
    Cell: ({ row }) => (
      <span className={styles.whole}>{formatDocument(row.patient.documentType, row.patient.nationalId)}</span>
    ),
  },
  {
    id: 'verifiedPhone',
    width: 84,
    below: 'mobilePhone',
    Cell: ({ row }) => <Phone number={row.patient.verifiedPhone} />,
  },
  { id: 'mobilePhone', width: 82, Cell: ({ row }) => <Phone number={row.patient.mobilePhone} /> },
  {
    id: 'email',
    width: 98,
    roomy: 200,
    below: 'patient',
    Cell: ({ row: { patient } }) => (
      <span className={styles.breaking}>
        {patient.email === null ? '–' : <Email address={patient.email} />}
      </span>
    ),
  },
  { id: 'payer', width: 67, Cell: ({ row }) => row.patient.coverage?.payer.name ?? '–' },
  { id: 'plan', width: 90, Cell: ({ row }) => row.patient.coverage?.plan?.name ?? '–' },
  {
    id: 'contactAt',
    width: 85,
    order: 'contacto',
    Cell: ({ row }) => (row.lastContact ? <When at={row.lastContact.at} /> : '–'),
  },
  {
    id: 'contactBy',
    width: 75,
    below: 'contactAt',
    Cell: ({ row }) => <span title={row.lastContact?.message}>{row.lastContact?.by.name ?? '–'}</span>,
  },
  { id: 'resolved', width: 85, below: 'state', Cell: Resolved },
  { id: 'state', width: 131, Cell: State },
];

/** All columns side by side. */
export const SIDE_BY_SIDE: TableColumn[] = COLUMNS.map((column) => ({ ...column, others: [] }));

/** All columns where there is less room: some stand below others. */
export const STACKED: TableColumn[] = COLUMNS.filter(({ below }) => !below).map((column) => {
  const others = COLUMNS.filter(({ below }) => below === column.id);
  return { ...column, others, width: Math.max(column.width, ...others.map(({ width }) => width)) };
});

function When({ at }: { at: string }) {
  const { date, time } = useFormat();
  return (
    <time dateTime={at}>
      <span className={styles.whole}>{date(at)}</span> <span className={styles.soft}>{time(at)}</span>
    </time>
  );
}

function PatientName({ row: { patient } }: { row: Row }) {
  return (
    <Link className={styles.name} params={{ id: patient.id }} to="/pacientes/$id">
      {listedName(patient)}
    </Link>
  );
}

function Phone({ number }: { number: string | null }) {
  return number === null ? '–' : formatPhone(number);
}

function Resolved({ row }: { row: Row }) {
  const t = useTexts(texts);
  const words = useTexts(requestWords);
  const { date } = useFormat();
  if (row.resolvedAt === null) return t.no;
  return (
    <span title={row.outcome === null ? undefined : words.outcome[row.outcome]}>
      {t.yes} <span className={`${styles.soft} ${styles.whole}`}>{date(row.resolvedAt)}</span>
    </span>
  );
}

function State({ row }: { row: Row }) {
  const words = useTexts(requestWords);
  const reasons = useTexts(reasonWords);
  const reason = row.attentionReason;
  return (
    <>
      <span className={styles.state}>
        <Badge tone={REQUEST_TONES[row.state]}>{words.state[row.state]}</Badge>
      </span>
      {reason !== null && <span className={styles.reason}>{reasons[reason] ?? reason}</span>}
    </>
  );
}
