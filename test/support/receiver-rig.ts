import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP server on the loopback that keeps what it is told; `await using` closes it. */
export interface ReceiverRig extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** Statuses of the answers to come, in order; 204 after the last. `hang` never answers. */
  readonly answers: (number | 'hang')[];
}

export async function startReceiver(): Promise<ReceiverRig> {
  const received: Received[] = [];
  const answers: (number | 'hang')[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      received.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      const status = answers.shift() ?? 204;
      if (status === 'hang') return;
      response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:9/elsewhere' } : {}).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  };
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received, answers, [Symbol.asyncDispose]: close };
}
