import { beforeEach, describe, expect, it, vi } from 'vitest';
import { OrderUpload } from './order_upload.ts';
import type { SendFile, Sent } from './send_file.ts';

/** A server that answers when the test says so. */
class Wire {
  under: { file: File; progress: (part: number) => void; answer: (sent: Sent) => void }[] = [];

  readonly send: SendFile = (file, progress) => {
    let answer: (sent: Sent) => void = () => {};
    const done = new Promise<Sent>((resolve) => {
      answer = resolve;
    });
    this.under.push({ file, progress, answer });
    return { done, abort: () => answer({ failure: 'network' }) };
  };

  /** Answers the oldest file that is under way. */
  async answer(sent: Sent) {
    this.under.shift()?.answer(sent);
    await settled();
  }
}

const settled = () => vi.advanceTimersByTimeAsync(0);
const photo = (name: string) => new File(['x'], name);
const steps = (upload: OrderUpload) => upload.get().pages.map((page) => page.state.step);

let wire: Wire;
let upload: OrderUpload;

beforeEach(() => {
  vi.useFakeTimers();
  const kept = new Map<string, string>();
  vi.stubGlobal('navigator', { onLine: true });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  wire = new Wire();
  upload = new OrderUpload('orden.p.nueva', wire.send);
});

/** Adds photos that can be read. */
function add(...names: string[]) {
  for (const name of names) {
    upload.add(photo(name), 'image');
    upload.sendPage(upload.get().pages.at(-1)?.key ?? '');
  }
}

describe('the pages of an order', () => {
  it('leave the telephone only once the patient says that they can be read; documents at once', async () => {
    upload.add(photo('a'), 'image');
    expect(wire.under).toHaveLength(0);
    upload.add(photo('b'), 'pdf');
    expect(steps(upload)).toEqual(['asking', 'sending']);
    await wire.answer({ uploadId: 'u-b' });
    expect(steps(upload)).toEqual(['asking', 'sent']);
  });

  it('travel two at a time, and say how far they are', async () => {
    add('a', 'b', 'c');
    expect(steps(upload)).toEqual(['sending', 'sending', 'waiting']);
    wire.under[0]?.progress(0.5);
    expect(upload.get().pages[0]?.state).toEqual({ step: 'sending', part: 0.5 });
    await wire.answer({ uploadId: 'u-a' });
    expect(steps(upload)).toEqual(['sent', 'sending', 'sending']);
  });

  it('go on by themselves after the connection was lost, and lose nothing that arrived', async () => {
    add('a', 'b');
    await wire.answer({ uploadId: 'u-a' });
    await wire.answer({ failure: 'network' });
    expect(steps(upload)).toEqual(['sent', 'waiting']);
    expect(upload.get().offline).toBe(true);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(steps(upload)).toEqual(['sent', 'sending']);
    await wire.answer({ uploadId: 'u-b' });
    expect(upload.get().offline).toBe(false);
    expect(steps(upload)).toEqual(['sent', 'sent']);
  });

  it('keep their place where one is refused, and the order waits for the patient', async () => {
    add('a', 'b');
    upload.submit();
    await wire.answer({ failure: 'refused', words: 'Está dañada.', again: false });
    expect(upload.get().submission).toBeNull();
    await wire.answer({ uploadId: 'u-b' });
    expect(steps(upload)).toEqual(['failed', 'sent']);
  });

  it('wait for the patient to sign in again', async () => {
    add('a');
    await wire.answer({ failure: 'session' });
    expect(upload.get().sessionLost).toBe(true);
    expect(steps(upload)).toEqual(['waiting']);
    upload.goOn();
    expect(steps(upload)).toEqual(['sending']);
    expect(upload.get().sessionLost).toBe(false);
  });

  it('can be removed on their way, and moved', async () => {
    add('a', 'b', 'c');
    const [a, , c] = upload.get().pages.map((page) => page.key);
    upload.remove(a ?? '');
    await settled();
    expect(upload.get().offline).toBe(false);
    upload.move(c ?? '', -1);
    expect(upload.get().pages.map((page) => page.file?.name)).toEqual(['c', 'b']);
  });

  it('outlive a reload as far as they arrived, and once all did with the key under which the order is being sent', async () => {
    add('a', 'b');
    await wire.answer({ uploadId: 'u-a' });
    upload.write('Es urgente');
    upload.submit();
    const reloaded = new OrderUpload('orden.p.nueva', wire.send).get();
    expect(reloaded.pages.map((page) => page.state)).toEqual([{ step: 'sent', uploadId: 'u-a' }]);
    expect(reloaded.pages[0]?.file).toBeNull();
    expect(reloaded.note).toBe('Es urgente');
    expect(reloaded.submission).toBeNull();
    await wire.answer({ uploadId: 'u-b' });
    expect(new OrderUpload('orden.p.nueva', wire.send).get().submission).toBe(upload.get().submission);
  });

  it('take the place of another only when they are there, and are asked about like any', () => {
    upload.add(photo('a'), 'image');
    upload.add(photo('b'), 'image');
    const [a] = upload.get().pages;
    upload.add(photo('better'), 'image', { fromCamera: true, instead: a?.key });
    expect(upload.get().pages.map(({ name }) => name)).toEqual(['better', 'b']);
    expect(steps(upload)).toEqual(['asking', 'asking']);
  });

  it('are missed after a reload where they had not arrived, until there are new ones', async () => {
    add('a');
    await wire.answer({ uploadId: 'u-a' });
    upload.add(photo('b'), 'image');
    const reloaded = new OrderUpload('orden.p.nueva', wire.send);
    expect(reloaded.get().pages.map(({ name }) => name)).toEqual(['a']);
    expect(reloaded.get().lost).toBe(1);
    reloaded.write('Es urgente');
    expect(new OrderUpload('orden.p.nueva', wire.send).get().lost).toBe(1);
    reloaded.add(photo('b'), 'image');
    expect(reloaded.get().lost).toBe(0);
  });

  it('are sent again where the server threw them away, as far as they are still here', async () => {
    add('a');
    await wire.answer({ uploadId: 'u-a' });
    const reloaded = new OrderUpload('orden.p.nueva', wire.send);
    reloaded.sendAgain(['u-a']);
    expect(reloaded.get().pages).toEqual([]);
    upload.sendAgain(['u-a']);
    expect(steps(upload)).toEqual(['sending']);
  });
});
