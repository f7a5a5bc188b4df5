import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Test files that run at once draw from thousands of their own. */
const FIRST = 20_000 + (Number(process.env['VITEST_POOL_ID'] ?? 0) % 12) * 1_000;

/** Whoever was given one may not have bound it yet. */
const given = new Set<number>();

/**
 * Loopback ports that nothing listens on, different from each other. They lie below the range from which systems take
 * the local end of outgoing connections, so that only another rig can take one before its owner binds it.
 */
export async function freePorts(count: number): Promise<number[]> {
  const held: Server[] = [];
  while (held.length < count) {
    const port = randomInt(FIRST, FIRST + 1_000);
    if (given.has(port)) continue;
    given.add(port);
    const server = createServer();
    server.listen(port, '127.0.0.1');
    const [error] = await Promise.race([once(server, 'listening'), once(server, 'error')]);
    if (error === undefined) held.push(server);
  }
  const ports = held.map((server) => (server.address() as { port: number }).port);
  await Promise.all(held.map((server) => server[Symbol.asyncDispose]()));
  return ports;
}
