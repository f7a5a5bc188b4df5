import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeCertificate } from '../certificate.ts';
import type { PodRun } from './pod-run.ts';

/**
 * The part of a kubelet's own interface by which the API server fetches logs:
 * `/containerLogs/<namespace>/<pod>/<container>`, with `follow` and `tailLines`. Answers whoever asks.
 */
export async function startLogServer(find: (namespace: string, pod: string) => PodRun | undefined): Promise<LogServer> {
  const { certPem: cert, keyPem: key } = makeCertificate();
  const server = createServer({ cert, key }, (request, response) => {
    const url = new URL(request.url ?? '/', 'https://kubelet');
    const [, what, namespace = '', pod = ''] = url.pathname.split('/');
    const run = what === 'containerLogs' ? find(namespace, pod) : undefined;
    if (run === undefined) response.writeHead(404).end(`no logs of ${namespace}/${pod}`);
    else sendLog(run, url.searchParams, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => close(server) };
}

/** Where the API server reaches a kubelet for logs. */
export interface LogServer {
  readonly port: number;
  close(): void;
}

async function sendLog(run: PodRun, query: URLSearchParams, response: ServerResponse): Promise<void> {
  const tail = query.get('tailLines');
  const printed = await run.log();
  const lines = printed.split('\n');
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.write(tail === null ? printed : lines.slice(-Number(tail) - 1).join('\n'));
  let sent = printed.length;
  for (let isRunning = query.get('follow') === 'true'; isRunning;) {
    isRunning = await run.morePrinted(sent);
    const text = await run.log();
    response.write(text.slice(sent));
    sent = text.length;
  }
  response.end();
}

function close(server: Server): void {
  server.close();
  server.closeAllConnections();
}
