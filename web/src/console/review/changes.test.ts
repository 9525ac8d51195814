import { expect, it } from 'vitest';
import { changesBetween, type Reviewed } from './changes.ts';

const seen: Reviewed = {
  version: 3,
  state: 'PENDING_REVIEW',
  attentionReason: null,
  services: [],
  pages: 1,
  contacts: 0,
  replies: 0,
};

it('tells what changed, and nothing of what did not', () => {
  expect(changesBetween(seen, { ...seen, replies: 1 })).toEqual([]);
  expect(changesBetween(seen, { ...seen, version: 4 })).toEqual(['other']);
  expect(
    changesBetween(seen, {
      ...seen,
      version: 5,
      state: 'DISPATCH_PLANNED',
      services: [{ id: 's', name: 'RX' }],
      pages: 2,
    }),
  ).toEqual(['state', 'services', 'pages']);
});
