import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { CommandEnd, Print } from '../api/exec.ts';
import type { Reply } from './reply.ts';

const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** Channels, by the first byte of each message. */
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;

const sockets = new WebSocketServer({
  noServer: true,
  handleProtocols: (offered) => PROTOCOLS.find((protocol) => offered.has(protocol)) ?? false,
});

/** Takes an upgrade and plays a command on it, as the real server does between a client and a node. */
export function playCommand(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  run: (print: Print) => Promise<CommandEnd>,
): void {
  sockets.handleUpgrade(request, socket, head, (client) => {
    play(client, run).catch((error: unknown) => client.close(1011, String(error).slice(0, 100)));
  });
}

/** Answers an upgrade that is not granted. */
export function refuseUpgrade(socket: Duplex, { status, headers, body }: Reply): void {
  const fields = { ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n${body.toString()}`);
}

async function play(client: WebSocket, run: (print: Print) => Promise<CommandEnd>): Promise<void> {
  // The real server opens each channel with an empty message.
  for (const channel of [STDOUT, STDERR, ERROR]) client.send(Buffer.of(channel));
  const end = await run((text, channel) => tell(client, channel === 'stderr' ? STDERR : STDOUT, text));
  if ('lost' in end) return client.terminate();
  tell(client, ERROR, JSON.stringify(statusOf(end)));
  client.close(1000);
}

function tell(client: WebSocket, channel: number, text: string): void {
  client.send(Buffer.concat([Buffer.of(channel), Buffer.from(text)]));
}

function statusOf(end: Exclude<CommandEnd, { readonly lost: true }>): object {
  const failure = { metadata: {}, status: 'Failure' };
  if ('cannotRun' in end) return { ...failure, message: end.cannotRun, reason: 'InternalError', code: 500 };
  if (end.exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    ...failure,
    message: `command terminated with non-zero exit code: command terminated with exit code ${end.exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(end.exitCode) }] },
  };
}
