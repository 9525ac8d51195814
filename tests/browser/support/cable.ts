import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A cable between a browser and the server that can be cut: what is sent meanwhile is lost in neither direction, only late. */
export class Cable {
  readonly url: string;
  #server: Server;
  #sockets = new Set<Socket>();
  #isCut = false;
  #waiting: (() => void)[] = [];

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Lays a cable to the server at this address. */
  static async to(address: string): Promise<Cable> {
    const { hostname, port } = new URL(address);
    const server = createServer({ allowHalfOpen: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const cable = new Cable(server);
    server.on('connection', (near) => {
      const far = connect(Number(port), hostname);
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        cable.#sockets.add(from);
        from.on('data', (chunk) => cable.#whenWhole(() => to.writable && to.write(chunk)));
        from.on('close', () => {
          cable.#sockets.delete(from);
          cable.#whenWhole(() => to.destroy());
        });
        from.on('error', () => from.destroy());
      }
    });
    return cable;
  }

  /** Nothing comes through any more, and nobody is told. */
  cut() {
    this.#isCut = true;
  }

  /** All comes through again. */
  mend() {
    this.#isCut = false;
    for (const pass of this.#waiting.splice(0)) pass();
  }

  /** Takes the cable away. */
  async remove() {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #whenWhole(pass: () => void) {
    if (this.#isCut) this.#waiting.push(pass);
    else pass();
  }
}
