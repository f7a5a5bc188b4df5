import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** A way to a server on loopback that counts the connections made through it; TLS passes untouched. */
export interface ConnectionCounter extends AsyncDisposable {
  /** The server's URL by this way. */
  readonly url: string;
  /** Connections made so far. */
  readonly made: number;
}

/** Opens a counted way to `https://127.0.0.1:<port>`. */
export async function countConnections(url: string): Promise<ConnectionCounter> {
  const target = Number(new URL(url).port);
  const sockets = new Set<Socket>();
  let made = 0;
  const server = createServer((incoming) => {
    made++;
    const outgoing = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy()).on('close', () => sockets.delete(from));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get made() {
      return made;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
