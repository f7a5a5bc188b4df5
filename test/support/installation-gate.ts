import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

/** A request that a gate keeps back. */
export interface Hold {
  /** Resolves when the request has come and waits; nothing of it has been passed on. */
  readonly held: Promise<void>;
  /** Lets it through, where its sender is still there. */
  release(): void;
}

/** A way to an S3 gateway on which a test can stop a run at a request of its choice. */
export interface Gate extends AsyncDisposable {
  readonly endpoint: string;
  /** Keeps back the next request with this method and a fitting path; all others pass, later ones of its kind too. */
  hold(method: 'GET' | 'PUT' | 'HEAD', path: RegExp): Hold;
}

interface Waiting {
  readonly method: string;
  readonly path: RegExp;
  readonly arrived: PromiseWithResolvers<void>;
  readonly released: PromiseWithResolvers<void>;
}

/** Starts a gate before an endpoint. Requests pass as they are, `Host` included, so that their signatures stay valid. */
export async function startGate(endpoint: string): Promise<Gate> {
  const holds = new Set<Waiting>();
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => response.destroy()); // whichever end went away, the other sees it
  });
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '' } = incoming;
    const hold = [...holds].find((it) => it.method === method && it.path.test(url));
    if (hold !== undefined) {
      holds.delete(hold);
      hold.arrived.resolve();
      await hold.released.promise;
      if (incoming.socket.destroyed) return;
    }
    const outgoing = request(endpoint + url, { method, headers: incoming.headers });
    const [[answer]] = await Promise.all([
      once(outgoing, 'response') as Promise<[IncomingMessage]>,
      pipeline(incoming, outgoing),
    ]);
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    await pipeline(answer, response);
  };
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold(method, path) {
      const waiting = { method, path, arrived: Promise.withResolvers<void>(), released: Promise.withResolvers<void>() };
      holds.add(waiting);
      return { held: waiting.arrived.promise, release: waiting.released.resolve };
    },
    async [Symbol.asyncDispose]() {
      for (const { released } of holds) released.resolve();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
