import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, startApiServer } from '../../../support/api-server/api-server.ts';
import { type ApiClient, clientOf } from './api-client.ts';

const CONFIG_MAPS = '/api/v1/namespaces/shop/configmaps';

describe('lists in pages', () => {
  let server: ApiServer;
  let client: ApiClient;

  beforeEach(async () => {
    server = await startApiServer();
    client = clientOf(server);
    server.seed(['a', 'b', 'c', 'd', 'e'].map((name) => configMap(name)));
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  it('shows on every page the state of the first', async () => {
    const first = await client.get(`${CONFIG_MAPS}?limit=2`);
    await client.send('DELETE', `${CONFIG_MAPS}/c`);
    await client.send('POST', CONFIG_MAPS, { metadata: { name: 'bb' } });
    await client.send('PUT', `${CONFIG_MAPS}/d`, { metadata: { name: 'd' }, data: { changed: 'yes' } });

    const rest = await client.get(`${CONFIG_MAPS}?limit=500&continue=${first.json.metadata.continue}`);

    expect(names(rest)).toEqual(['c', 'd', 'e', 'kube-root-ca.crt']);
    expect(rest.json.items[1]?.data).toEqual({ of: 'd' });
    expect(rest.json.metadata.resourceVersion).toBe(first.json.metadata.resourceVersion);
  });

  it('yields every object once, whatever the size of the page', async () => {
    for (const limit of [1, 2, 3, 6, 7]) {
      const seen: string[] = [];
      for (let token = ''; ;) {
        const page = await client.get(`/api/v1/configmaps?limit=${limit}&continue=${token}`);
        seen.push(...names(page));
        token = page.json.metadata.continue;
        if (token === undefined) break;
      }

      expect(new Set(seen).size).toBe(6);
      expect(seen).toHaveLength(5 + 5);
    }
  });

  it('counts what remains, but not under a selector', async () => {
    const [plain, selected] = await Promise.all([
      client.get(`${CONFIG_MAPS}?limit=1`),
      client.get(`${CONFIG_MAPS}?limit=1&labelSelector=!none`),
    ]);

    expect(plain.json.metadata.remainingItemCount).toBe(5);
    expect(selected.json.metadata.remainingItemCount).toBeUndefined();
    expect(selected.json.metadata.continue).not.toBe('');
  });

  it('answers 410 after a compaction, with a token that goes on in the present', async () => {
    const first = await client.get(`${CONFIG_MAPS}?limit=2`);
    await client.send('DELETE', `${CONFIG_MAPS}/c`);
    server.compact();

    const expired = await client.get(`${CONFIG_MAPS}?limit=2&continue=${first.json.metadata.continue}`);
    const rest = await client.get(`${CONFIG_MAPS}?limit=2&continue=${expired.json.metadata.continue}`);

    expect(expired.status).toBe(410);
    expect(expired.json.reason).toBe('Expired');
    expect(expired.json.message).toMatch(/^The provided continue parameter is too old to display a consistent list/);
    expect(names(rest)).toEqual(['d', 'e']);
  });

  it('lists at an exact version until that is compacted away', async () => {
    const { json: before } = await client.get(CONFIG_MAPS);
    const then = `${CONFIG_MAPS}?resourceVersionMatch=Exact&resourceVersion=${before.metadata.resourceVersion}`;
    await client.send('DELETE', `${CONFIG_MAPS}/a`);

    const kept = await client.get(then);
    server.compact();
    const gone = await client.get(then);

    expect(names(kept)).toContain('a');
    expect(gone.json).toMatchObject({ code: 410, message: 'The resourceVersion for the provided list is too old.' });
  });
});

function configMap(name: string) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data: { of: name } };
}

function names({ json }: { readonly json: { readonly items: readonly { readonly metadata: { name: string } }[] } }) {
  return json.items.map(({ metadata }) => metadata.name);
}
