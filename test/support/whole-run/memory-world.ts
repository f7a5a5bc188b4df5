import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiServer, type ApiServerOptions, startApiServer } from '../api-server/api-server.ts';
import { running, shell, shellPod } from '../shell.ts';
import { seedShop } from '../shop/shop.ts';
import { type Place, RUN_USER_AGENT, type World, WorldApi } from './world.ts';

/** A world in memory: its server may be looked into and made to fail. */
export interface MemoryWorld extends World {
  readonly server: ApiServer;
  readonly faults: ApiServer['faults'];
}

/** Opens the shop on an API server in memory; places are folders. */
export async function openMemoryWorld(options: ApiServerOptions = {}): Promise<MemoryWorld> {
  const world = await openEmptyMemoryWorld(options);
  seedShop(world.server);
  return world;
}

/** Opens an API server in memory that holds no more than every new cluster does. */
export async function openEmptyMemoryWorld(options: ApiServerOptions = {}): Promise<MemoryWorld> {
  const server = await startApiServer(options);
  const folder = mkdtempSync(join(tmpdir(), 'lifeboat-world-'));
  const api = new WorldApi(server.url, server.caPem, server.token);
  let made = 0;
  return {
    api,
    server,
    url: server.url,
    caPem: server.caPem,
    faults: server.faults,
    async namespace() {
      const name = `runner-${++made}`;
      await api.create('/api/v1/namespaces', { metadata: { name } });
      return name;
    },
    async user(rules) {
      const token = randomBytes(16).toString('hex');
      const name = `runner-user-${++made}`;
      server.users.set(token, { token, name, rules });
      return { token, revoke: async () => void server.users.set(token, { token, name, rules: [] }) };
    },
    async shellPod(namespace, name, metadata) {
      server.seed([shellPod(namespace, name, metadata)]);
      server.onCommand(shell);
    },
    async startPod(namespace, name) {
      const pod = await api.get(`/api/v1/namespaces/${namespace}/pods/${name}`);
      server.seed([running(pod)]);
    },
    place: async () => folderPlace(join(folder, `place-${++made}`)),
    async requests() {
      const ofRuns = server.requests.filter(({ userAgent }) => userAgent === RUN_USER_AGENT);
      return ofRuns.map(({ method, path, query, status }) => ({ method, path, query, status }));
    },
    async [Symbol.asyncDispose]() {
      await api.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A storage location in a folder. */
export function folderPlace(directory: string): Place {
  mkdirSync(directory, { recursive: true });
  return {
    spec: { filesystem: { path: directory } },
    to: ['--to', directory],
    root: `file://${directory}`,
    secrets: {},
    directory,
  };
}
