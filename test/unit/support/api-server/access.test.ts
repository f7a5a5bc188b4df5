import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, startApiServer } from '../../../support/api-server/api-server.ts';
import { type ApiClient, clientOf } from './api-client.ts';

const RULES_REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';

describe('rights', () => {
  let server: ApiServer;
  let clients: ApiClient[];

  beforeEach(async () => {
    clients = [];
    server = await startApiServer({
      users: [
        { token: 'code', name: 'ann', may: (verb, _group, resource) => verb === 'list' && resource === 'secrets' },
      ],
    });
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await server.close();
  });
  function as(token: string): ApiClient {
    const client = clientOf(server, token);
    clients.push(client);
    return client;
  }

  it('refuse in the words of a real server', async () => {
    const answer = await as('code').get('/api/v1/namespaces/shop/configmaps');

    expect(answer.json).toMatchObject({
      code: 403,
      message:
        'configmaps is forbidden: User "ann" cannot list resource "configmaps" in API group "" in the namespace "shop"',
    });
  });

  it('given as code are told as rules', async () => {
    const { json } = await as('code').send('POST', RULES_REVIEWS, { spec: { namespace: 'shop' } });

    const { resourceRules } = json.status as { readonly resourceRules: readonly object[] };
    expect(resourceRules).toContainEqual({ verbs: ['list'], apiGroups: [''], resources: ['secrets'] });
    expect(resourceRules).toHaveLength(3);
  });

  it('end with the token, and begin with a new one', async () => {
    const client = as('code');
    const before = await client.get('/version');

    server.users.delete('code');
    server.users.set('fresh', { token: 'fresh', name: 'ann' });

    expect(before.status).toBe(200);
    expect((await client.get('/version')).json).toMatchObject({ code: 401, message: 'Unauthorized' });
    expect((await as('fresh').get('/api/v1/secrets')).status).toBe(200);
  });
});
