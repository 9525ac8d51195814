import { useState } from 'react';
import { graphql } from '../../graphql/graphql.ts';
import { useWhole } from '../../graphql/use_whole.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { DatePicker } from '../../ui/console/DatePicker.tsx';
import { SelectField } from '../../ui/console/SelectField.tsx';
import { TextField } from '../../ui/console/TextField.tsx';
import { useTypedSearch } from '../shell/use_typed_search.ts';
import { REQUEST_STATES, type RequestState, requestWords } from '../words/requests.ts';
import { worklistRoute } from './route.tsx';
import { ORDERS, PERIODS, type WorklistSearch } from './search.ts';
import { texts } from './texts.ts';
import styles from './Worklist.module.css';

const PayersQuery = graphql(`
  query WorklistPayers($after: String) {
    payers(first: 100, after: $after) {
      nodes {
        id
        name
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** A choice that the address leaves out where it is the usual one. */
const USUAL = '';

/** The parts of the address that narrow the grid. */
const NARROWING = ['periodo', 'resuelto', 'estado', 'cobertura', 'atencion'] as const;

/** What narrows and sorts the grid. `change` puts what is said into the address; undefined takes it out. */
export function Filters(props: {
  search: WorklistSearch;
  text: string;
  /** The clinic's day. */
  today: string;
  /** Whether sorting has to be chosen here, for there are no headings. */
  sorts: boolean;
  change: (change: { [Name in keyof WorklistSearch]: WorklistSearch[Name] | undefined }) => void;
  onText: (text: string) => void;
}) {
  const { search, today, sorts, change } = props;
  const t = useTexts(texts);
  const words = useTexts(requestWords);
  const [isFolded, setFolded] = useState(() => NARROWING.every((name) => search[name] === undefined));
  const [{ data: payers = [] }] = useWhole(PayersQuery, {}, ({ payers }) => payers);

  return (
    <search aria-label={t.filters} className={styles.filters} data-folded={isFolded}>
      <SearchText onText={props.onText} text={props.text} />
      <div className={styles.fold}>
        <Button aria-expanded={!isFolded} onPress={() => setFolded(!isFolded)}>
          {t.fold(NARROWING.filter((name) => search[name] !== undefined).length)}
        </Button>
      </div>
      <SelectField
        label={t.period}
        onChange={(periodo) =>
          change({
            periodo: periodo === 'hoy' ? undefined : periodo,
            desde: periodo === 'dias' ? today : undefined,
            hasta: periodo === 'dias' ? today : undefined,
          })
        }
        options={PERIODS.map((period) => ({ value: period, label: t.periods[period] }))}
        value={search.periodo ?? 'hoy'}
      />
      {search.periodo === 'dias' && (
        <>
          <DatePicker
            label={t.from}
            onChange={(desde) => change({ desde: desde ?? undefined })}
            value={search.desde ?? null}
          />
          <DatePicker
            label={t.to}
            onChange={(hasta) => change({ hasta: hasta ?? undefined })}
            value={search.hasta ?? null}
          />
        </>
      )}
      <SelectField
        label={t.resolution}
        onChange={(resuelto) => change({ resuelto: resuelto === 'no' ? undefined : resuelto })}
        options={[
          { value: 'no', label: search.estado ? t.both : t.unresolved },
          { value: 'si', label: t.resolvedOnly },
          ...(search.estado ? [] : [{ value: 'todos' as const, label: t.both }]),
        ]}
        value={search.resuelto === 'todos' && search.estado ? 'no' : (search.resuelto ?? 'no')}
      />
      <SelectField<RequestState | typeof USUAL>
        label={t.state}
        onChange={(estado) => change({ estado: estado === USUAL ? undefined : estado })}
        options={[
          { value: USUAL, label: t.anyState },
          ...REQUEST_STATES.map((state) => ({ value: state, label: words.state[state] })),
        ]}
        value={search.estado ?? USUAL}
      />
      <SelectField
        label={t.payer}
        onChange={(cobertura) => change({ cobertura: cobertura || undefined })}
        options={[
          { value: USUAL, label: t.anyPayer },
          ...payers.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={search.cobertura ?? USUAL}
      />
      <SelectField<'si' | 'no' | typeof USUAL>
        label={t.attention}
        onChange={(atencion) => change({ atencion: atencion === USUAL ? undefined : atencion })}
        options={[
          { value: USUAL, label: t.anyAttention },
          { value: 'si', label: t.yes },
          { value: 'no', label: t.no },
        ]}
        value={search.atencion ?? USUAL}
      />
      {sorts && (
        <div className={styles.sorting}>
          <SelectField
            label={t.sortBy}
            onChange={(choice) => {
              const [order, direction] = choice.split(' ');
              change({
                orden: order === 'nombre' || order === 'contacto' ? order : undefined,
                sentido: direction === 'desc' ? 'desc' : undefined,
              });
            }}
            options={ORDERS.flatMap((order) => [
              { value: `${order} asc`, label: `${t.orders[order]}, ${t.ascending}` },
              { value: `${order} desc`, label: `${t.orders[order]}, ${t.descending}` },
            ])}
            value={`${search.orden ?? 'subida'} ${search.sentido ?? 'asc'}`}
          />
        </div>
      )}
    </search>
  );
}

/** The typed text, searched when nobody types any more. */
function SearchText({ text, onText }: { text: string; onText: (text: string) => void }) {
  const t = useTexts(texts);
  const [typed, setTyped] = useTypedSearch(worklistRoute.to, text, onText);
  return (
    <TextField
      label={t.search}
      onChange={setTyped}
      placeholder={t.searchPlaceholder}
      type="search"
      value={typed}
    />
  );
}
