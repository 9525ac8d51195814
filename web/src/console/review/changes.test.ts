import { expect, it } from 'vitest';
import { changesBetween, isConfirmedByAnother, isOwnConfirmation, type Reviewed } from './changes.ts';

const seen: Reviewed = {
  version: 3,
  state: 'PENDING_REVIEW',
  attentionReason: null,
  confirmedBy: null,
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

it('takes nobody else’s confirmation for one’s own, though it is for the same services', () => {
  const services = [{ id: 's', name: 'RX' }];
  const planned = { ...seen, version: 4, state: 'DISPATCH_PLANNED', services };
  const mine = { ...planned, confirmedBy: 'me' };
  const theirs = { ...planned, confirmedBy: 'colleague' };
  expect(isOwnConfirmation(mine, 'me', ['s'])).toBe(true);
  expect(isOwnConfirmation(mine, 'me', ['t'])).toBe(false);
  expect(isOwnConfirmation(theirs, 'me', ['s'])).toBe(false);
  expect(isConfirmedByAnother(seen, theirs, 'me')).toBe(true);
  expect(isConfirmedByAnother(seen, mine, 'me')).toBe(false);
  // Who opened it as confirmed corrects it on purpose.
  expect(isConfirmedByAnother(planned, theirs, 'me')).toBe(false);
});
