import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, startApiServer } from '../../../support/api-server/api-server.ts';
import { parseJson } from '../../../support/api-server/objects/json.ts';
import { type ApiClient, clientOf } from './api-client.ts';

const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Cluster',
    names: { plural: 'widgets', kind: 'Widget' },
    versions: ['v1alpha1', 'v2', 'v1', 'v1beta1'].map((name) => ({
      name,
      served: name !== 'v1',
      storage: name === 'v2',
    })),
  },
};

describe('seeded objects', () => {
  let server: ApiServer;
  let client: ApiClient;

  beforeEach(async () => {
    server = await startApiServer();
    client = clientOf(server);
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  it('are kept as they are, with exact numbers and their status', async () => {
    const text =
      '{"apiVersion":"example.com/v2","kind":"Widget","metadata":{"name":"w","uid":"u-1"},"status":{"n":9223372036854775807}}';

    server.seed([DEFINITION, parseJson(text) as object]);

    const answer = await client.get('/apis/example.com/v2/widgets/w');
    expect(answer.text).toContain('"status":{"n":9223372036854775807}');
    expect(answer.json.metadata.uid).toBe('u-1');
    expect(server.get('widgets.example.com', undefined, 'w')?.['status']).toEqual({ n: 9_223_372_036_854_775_807n });
  });

  it('bring their namespace, with what controllers keep in it', () => {
    server.seed([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'shop' } }]);

    expect(server.get('namespaces', undefined, 'shop')).toMatchObject({ status: { phase: 'Active' } });
    expect(server.get('serviceaccounts', 'shop', 'default')).toBeDefined();
    expect(server.get('configmaps', 'shop', 'kube-root-ca.crt')).toBeDefined();
  });

  it('of unknown types are refused', () => {
    const seed = () => server.seed([{ apiVersion: 'example.com/v2', kind: 'Widget', metadata: { name: 'w' } }]);

    expect(seed).toThrow('knows no Widget in example.com/v2');
  });

  it('that define types are served in all served versions, the best one first', async () => {
    server.seed([DEFINITION]);

    const { text } = await client.get('/apis/example.com');
    const { versions } = JSON.parse(text) as { readonly versions: readonly { readonly version: string }[] };

    expect(versions.map(({ version }) => version)).toEqual(['v2', 'v1beta1', 'v1alpha1']);
  });

  it('that promise an API nobody serves make its group stale', async () => {
    server.seed([
      {
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name: 'v1beta1.metrics.k8s.io' },
        spec: { group: 'metrics.k8s.io', version: 'v1beta1', service: { name: 'none', namespace: 'default' } },
      },
    ]);

    const [group, version] = [
      await client.get('/apis/metrics.k8s.io'),
      await client.get('/apis/metrics.k8s.io/v1beta1'),
    ];
    await client.send('DELETE', '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io');
    const gone = await client.get('/apis/metrics.k8s.io');

    expect([group.status, version.status, version.text]).toEqual([200, 503, 'service unavailable\n']);
    expect(gone.status).toBe(404);
  });
});
