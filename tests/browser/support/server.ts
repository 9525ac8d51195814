import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(import.meta.dirname, '../../..');
const PROGRAM = join(resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target'), 'debug/asistencia');

/** A message as the recording gateways keep it. */
interface SentMessage {
  channel: string;
  to: string;
  subject_or_intent: string;
  variables: [string, string][];
  link?: string;
  body?: string;
}

/** The real program on a port and in a folder of its own, with the demo's data. */
export class Server {
  readonly url: string;
  #process: ChildProcess | undefined;
  #folder: string;
  #environment: NodeJS.ProcessEnv;

  private constructor(port: number, folder: string, host = '127.0.0.1') {
    this.url = `http://${host}:${port}`;
    this.#folder = folder;
    this.#environment = {
      PATH: process.env.PATH,
      ASISTENCIA_LISTEN: `127.0.0.1:${port}`,
      ASISTENCIA_PUBLIC_URL: this.url,
      ASISTENCIA_DISPATCH_DELAY: '2s',
      ASISTENCIA_SIGN_UPS_PER_ADDRESS: '0',
      ASISTENCIA_LOG: 'error',
    };
  }

  /** Seeds, with options of `seed` where more than the demo is wanted, and serves. */
  static async start(...seed: string[]): Promise<Server> {
    const server = new Server(await freePort(), await newFolder());
    await server.#begin(seed);
    return server;
  }

  /** The same at a name, as in a clinic's own network; only a browser that is told where the name leads finds it. */
  static async startAt(host: string): Promise<Server> {
    const server = new Server(await freePort(), await newFolder(), host);
    await server.#begin([]);
    return server;
  }

  async #begin(seed: string[]) {
    await promisify(execFile)(PROGRAM, ['seed', ...seed], { cwd: this.#folder, env: this.#environment });
    await this.resume();
  }

  /** Serves, with the same data and port as before; by a clock that is ahead, where so much time has passed (`30d`). */
  async resume(later?: string) {
    const child = spawn(PROGRAM, ['serve'], {
      cwd: this.#folder,
      env: { ...this.#environment, ...(later && { ASISTENCIA_CLOCK_AHEAD: later }) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    await new Promise<void>((ready, failed) => {
      child.once('exit', () => failed(new Error('the server did not start')));
      // It says so once it answers.
      child.stdout.on('data', (chunk) => String(chunk).includes('is ready') && ready());
    });
  }

  /** Ends the program at once, as a power cut does; the data stays. */
  async kill() {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Ends the program and removes what it kept. */
  async stop() {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** What would have been sent, newest first. */
  async outbox(): Promise<SentMessage[]> {
    const answer = await fetch(`${this.url}/dev/outbox`, { headers: { accept: 'application/json' } });
    return (await answer.json()) as SentMessage[];
  }
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'asistencia-browser-'));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (!address || typeof address === 'string') throw new Error('no port');
  return address.port;
}
