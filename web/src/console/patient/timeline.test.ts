import { expect, it } from 'vitest';
import { timelineOf } from './timeline.ts';

const message = (id: string, dueAt: string, sentAt: string | null = null) => ({ id, dueAt, sentAt });
const requests = [
  {
    replies: [{ receivedAt: '2026-11-22T11:00:00+00:00', text: 'gracias' }],
    contactAttempts: [{ at: '2026-11-20T11:00:00+00:00', message: 'llamé' }],
  },
];
const messages = [
  message('sent', '2026-11-22T10:00:00Z', '2026-11-22T10:00:05Z'),
  message('planned', '2026-11-23T10:00:00Z'),
];

it('puts messages, answers and contacts into one order, the newest first', () => {
  expect(timelineOf(messages, requests, true).map(({ type, at }) => [type, at])).toEqual([
    ['message', '2026-11-23T10:00:00Z'],
    ['reply', '2026-11-22T11:00:00+00:00'],
    ['message', '2026-11-22T10:00:05Z'],
    ['contact', '2026-11-20T11:00:00+00:00'],
  ]);
});

it('holds back what is older than the messages read so far', () => {
  expect(timelineOf(messages, requests, false).map(({ type }) => type)).toEqual([
    'message',
    'reply',
    'message',
  ]);
});
