import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Outcome, Saver } from './saver.ts';

const saved: Outcome = { saved: true, unreachable: false, failed: [], refusals: [] };
const unreachable: Outcome = { saved: false, unreachable: true, failed: [], refusals: [] };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A server that answers one after the other, and what it was sent. */
function server(...outcomes: Outcome[]) {
  const sent: Record<string, string>[] = [];
  const send = async (answers: { fieldId: string; value: string }[]) => {
    sent.push(Object.fromEntries(answers.map(({ fieldId, value }) => [fieldId, value])));
    return outcomes.shift() ?? saved;
  };
  return { sent, saver: new Saver<string>(send) };
}

it('saves once when typing pauses, the newest of each field', async () => {
  const { sent, saver } = server();
  saver.give('reason', 'D');
  saver.give('reason', 'Dolor');
  saver.give('since', '2026-11-01');
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toEqual([{ reason: 'Dolor', since: '2026-11-01' }]);
  expect(saver.pending).toBe(false);
});

it('keeps what could not be sent, and sends it with what came meanwhile', async () => {
  const { sent, saver } = server(unreachable);
  saver.give('reason', 'Dolor');
  await saver.flush();
  expect(saver.get().state).toBe('waiting');
  expect(saver.pending).toBe(true);
  saver.give('reason', 'Dolor de rodilla');
  saver.give('drugs', 'Ninguno');
  await saver.flush();
  expect(sent[1]).toEqual({ reason: 'Dolor de rodilla', drugs: 'Ninguno' });
  expect(saver.get().state).toBe('idle');
});

it('tries again by itself', async () => {
  const { sent, saver } = server(unreachable, unreachable);
  saver.give('reason', 'Dolor');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toHaveLength(3);
  expect(saver.pending).toBe(false);
});

it('sets apart what does not fit, and saves the rest', async () => {
  const field = ['input', 'answers', '1', 'weight'];
  const refusals = [{ code: 'INVALID', message: 'Es demasiado.', field }];
  const { sent, saver } = server({ saved: false, unreachable: false, failed: [], refusals });
  saver.give('reason', 'Dolor');
  saver.give('weight', '9000');
  await saver.flush();
  expect(sent[1]).toEqual({ reason: 'Dolor' });
  expect(saver.get().problems).toEqual({ weight: 'Es demasiado.' });
  expect(saver.pending).toBe(false);
  saver.give('weight', '90');
  expect(saver.get().problems).toEqual({});
});

it('says why a call failed that was reached, and sends it again with the next answer only', async () => {
  const { sent, saver } = server({
    ...unreachable,
    unreachable: false,
    failed: ['Hay un dato que no sirve.'],
  });
  saver.give('reason', 'Dolor');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toHaveLength(1);
  expect(saver.get().refused).toEqual(['Hay un dato que no sirve.']);
  expect(saver.isUnsaved('reason')).toBe(true);
  saver.give('drugs', 'Ninguno');
  await saver.flush();
  expect(sent[1]).toEqual({ reason: 'Dolor', drugs: 'Ninguno' });
  expect(saver.get()).toMatchObject({ state: 'idle', refused: [] });
});

it('stops where the form takes no more answers', async () => {
  const refusals = [{ code: 'ALREADY_SUBMITTED', message: 'Ya lo recibimos.', field: ['input', 'formId'] }];
  const { sent, saver } = server({ saved: false, unreachable: false, failed: [], refusals });
  saver.give('reason', 'Dolor');
  await saver.flush();
  expect(saver.get().refused).toEqual(['Ya lo recibimos.']);
  expect(sent).toHaveLength(1);
  expect(saver.pending).toBe(false);
});
