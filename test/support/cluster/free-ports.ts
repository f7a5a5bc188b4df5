import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Loopback ports that nothing listens on, different from each other. They lie below the range from which systems take
 * the local end of outgoing connections, so that only another rig can take one before its owner binds it.
 */
export async function freePorts(count: number): Promise<number[]> {
  const held: Server[] = [];
  while (held.length < count) {
    const server = createServer();
    const port = randomInt(20_000, 32_000);
    server.listen(port, '127.0.0.1');
    const [error] = await Promise.race([once(server, 'listening'), once(server, 'error')]);
    if (error === undefined) held.push(server);
  }
  const ports = held.map((server) => (server.address() as { port: number }).port);
  await Promise.all(held.map((server) => server[Symbol.asyncDispose]()));
  return ports;
}
