import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../../graphql/graphql.ts';
import { addDays } from '../../i18n/days.ts';
import { useFormat } from '../../i18n/format.ts';
import { type Offer, OfferFragment } from './offer.ts';

const SlotsQuery = graphql(
  `
    query Slots($input: SlotSearchInput!, $after: String) {
      slots(input: $input, first: 100, after: $after) {
        nodes {
          ...Offer
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [OfferFragment],
);

const AnyFragment = graphql(`
  fragment Any on SlotConnection @_unmask {
    nodes {
      id
    }
  }
`);

const DaysQuery = graphql(
  `
    query DaysWithSlots(
      $d0: SlotSearchInput!
      $d1: SlotSearchInput!
      $d2: SlotSearchInput!
      $d3: SlotSearchInput!
      $d4: SlotSearchInput!
      $d5: SlotSearchInput!
      $d6: SlotSearchInput!
    ) {
      d0: slots(input: $d0, first: 1) {
        ...Any
      }
      d1: slots(input: $d1, first: 1) {
        ...Any
      }
      d2: slots(input: $d2, first: 1) {
        ...Any
      }
      d3: slots(input: $d3, first: 1) {
        ...Any
      }
      d4: slots(input: $d4, first: 1) {
        ...Any
      }
      d5: slots(input: $d5, first: 1) {
        ...Any
      }
      d6: slots(input: $d6, first: 1) {
        ...Any
      }
    }
  `,
  [AnyFragment],
);

/** What slots are wanted for; `movingId` is the appointment that is to be moved. */
export interface Search {
  serviceIds: string[];
  movingId?: string;
  siteId?: string;
}

/**
 * The slots of the first day on or after `from` that has any, all of them, and the sites that were seen. While it `waits`
 * they are still those of what was wanted before, if any.
 */
export function useOffers(search: Search, from: string) {
  const { dayOf } = useFormat();
  const wanted = JSON.stringify({ ...search, from });
  const [before, setBefore] = useState<{ of: string; slots: Offer[]; after: string }>();
  const earlier = before?.of === wanted ? before : undefined;
  const [{ data, error, fetching }, read] = useQuery({
    query: SlotsQuery,
    variables: { input: { ...search, from }, after: earlier?.after ?? null },
    // Others book meanwhile.
    requestPolicy: 'cache-and-network',
  });
  const page = data?.slots;
  const { hasNextPage, endCursor } = page?.pageInfo ?? {};
  // Until the next page comes, it is still the one before.
  const isNew = page !== undefined && endCursor !== earlier?.after;
  const slots = [...(earlier?.slots ?? []), ...(isNew ? page.nodes : [])];
  const day = slots[0] && dayOf(slots[0].startsAt);
  // The day fills the page: there may be more of it.
  const goesOn = isNew && !fetching && hasNextPage && slots.every(({ startsAt }) => dayOf(startsAt) === day);
  useEffect(() => {
    if (goesOn && endCursor) setBefore({ of: wanted, slots, after: endCursor });
  });
  const sites = new Map(slots.map(({ site }) => [site.id, site]));
  return {
    day,
    offers: slots.filter(({ startsAt }) => dayOf(startsAt) === day),
    sites: [...sites.values()],
    waits: fetching && !earlier,
    error: data ? undefined : error,
    again: () => read({ requestPolicy: 'network-only' }),
  };
}

/** The seven days from `from` on, and whether each has slots; undefined while that is not known. */
export function useDays(search: Search, from: string | undefined) {
  const days = [0, 1, 2, 3, 4, 5, 6].map((count) => addDays(from ?? '2000-01-01', count));
  const on = (index: number) => {
    const day = days[index] as string;
    return { ...search, from: day, to: day };
  };
  const [{ data, fetching }] = useQuery({
    query: DaysQuery,
    variables: { d0: on(0), d1: on(1), d2: on(2), d3: on(3), d4: on(4), d5: on(5), d6: on(6) },
    pause: !from,
  });
  // What is there meanwhile is of the week before.
  const found =
    !fetching && data ? [data.d0, data.d1, data.d2, data.d3, data.d4, data.d5, data.d6] : undefined;
  return days.map((day, index) => ({ day, free: found?.[index] && found[index].nodes.length > 0 }));
}
