import { useState } from 'react';
import { useQuery } from 'urql';
import { serverNow } from '../../graphql/clock.ts';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { useErrorWords } from '../../graphql/problems.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Button } from '../../ui/console/Button.tsx';
import { DatePicker } from '../../ui/console/DatePicker.tsx';
import { SelectField } from '../../ui/console/SelectField.tsx';
import { Banner } from '../../ui/Notice.tsx';
import styles from './Booking.module.css';
import { texts } from './texts.ts';

const SlotsQuery = graphql(`
  query BookableSlots($input: SlotSearchInput!, $after: String) {
    slots(input: $input, first: 40, after: $after) {
      nodes {
        id
        startsAt
        endsAt
        site {
          id
          name
        }
        resources {
          id
          name
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const SitesQuery = graphql(`
  query BookableSites {
    sites {
      id
      name
    }
  }
`);

/** A slot that can be chosen. */
export type SlotChoice = ResultOf<typeof SlotsQuery>['slots']['nodes'][number];

/** The free slots for some services, day by day. */
export function SlotPicker(props: {
  serviceIds: string[];
  /** Only with this practitioner. */
  practitionerId?: string;
  /** The appointment that is moved. */
  movingId?: string;
  chosen: SlotChoice | undefined;
  onChange: (slot: SlotChoice | undefined) => void;
  /** Counts how often slots turned out to be taken: they are read anew. */
  round: number;
  /** The words of a refusal about the slot. */
  problem: string | undefined;
}) {
  const { serviceIds, practitionerId, movingId, chosen, onChange, round, problem } = props;
  const t = useTexts(texts);
  const words = useErrorWords();
  const { dayOf } = useFormat();
  const [today] = useState(() => dayOf(serverNow()));
  const [from, setFrom] = useState(today);
  const [siteId, setSite] = useState('');
  const [{ data: sites }] = useQuery({ query: SitesQuery });
  const input = {
    serviceIds,
    from,
    ...(siteId && { siteId }),
    ...(practitionerId !== undefined && { practitionerId }),
    ...(movingId !== undefined && { movingId }),
  };
  const narrow = (change: () => void) => {
    onChange(undefined);
    change();
  };
  return (
    <div className={styles.slots}>
      <div className={styles.where}>
        <DatePicker
          label={t.from}
          min={today}
          onChange={(day) => day && narrow(() => setFrom(day))}
          value={from}
        />
        {sites && sites.sites.length > 1 && (
          <SelectField
            label={t.site}
            onChange={(site) => narrow(() => setSite(site))}
            options={[
              { value: '', label: t.anySite },
              ...sites.sites.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={siteId}
          />
        )}
      </div>
      <Slots
        chosen={chosen}
        input={input}
        key={JSON.stringify([input, round])}
        onChange={onChange}
        words={words}
      />
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

function Slots(props: {
  input: { serviceIds: string[]; from: string };
  chosen: SlotChoice | undefined;
  onChange: (slot: SlotChoice) => void;
  words: ReturnType<typeof useErrorWords>;
}) {
  const { input, chosen, onChange, words } = props;
  const t = useTexts(texts);
  const { dayOf, longDay, time } = useFormat();
  const [after, setAfter] = useState<string>();
  // What was free a minute ago may be taken.
  const [{ data, error, fetching }] = useQuery({
    query: SlotsQuery,
    variables: { input, after: after ?? null },
    requestPolicy: 'cache-and-network',
  });
  if (error) return <Banner tone="danger">{words(error).join(' ')}</Banner>;
  if (!data) return <p role="status">{t.reading}</p>;
  const { nodes, pageInfo } = data.slots;
  if (nodes.length === 0) return <p role="status">{fetching ? t.reading : t.none}</p>;
  const days = new Map<string, SlotChoice[]>();
  for (const slot of nodes) {
    const day = dayOf(slot.startsAt);
    days.set(day, [...(days.get(day) ?? []), slot]);
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section aria-label={t.slots} className={styles.days} tabIndex={0}>
      {[...days].map(([day, slots]) => (
        <fieldset className={styles.day} key={day}>
          <legend>{longDay(day)}</legend>
          <div className={styles.times}>
            {slots.map((slot) => (
              <label className={styles.time} key={slot.id}>
                <input
                  checked={chosen?.id === slot.id}
                  name="slot"
                  onChange={() => onChange(slot)}
                  type="radio"
                />
                <span>
                  {time(slot.startsAt)}
                  <small>
                    {slot.site.name}
                    <br />
                    {slot.resources.map(({ name }) => name).join(', ')}
                  </small>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      {pageInfo.hasNextPage && (
        <Button isDisabled={fetching} onPress={() => setAfter(pageInfo.endCursor ?? undefined)}>
          {t.more}
        </Button>
      )}
    </section>
  );
}
