import { describe, expect, it } from 'vitest';
import { startApiServer } from '../../../support/api-server/api-server.ts';
import { widgetDefinition } from '../../../contract/widgets.ts';
import { clientOf } from './api-client.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const WIDGETS = '/apis/example.com/v1/widgets';
const NAME = 'widgets.example.com';

describe('row 99: definitions that are held', () => {
  it('are taken, and served from the moment that a test names', async () => {
    await using server = await startApiServer();
    const client = clientOf(server);
    const release = server.holdDefinitions();

    const created = await client.send('POST', DEFINITIONS, widgetDefinition('example.com'));
    const before = await client.get(WIDGETS);
    const held = server.get('customresourcedefinitions.apiextensions.k8s.io', undefined, NAME);
    release();
    const after = await client.get(WIDGETS);
    const served = server.get('customresourcedefinitions.apiextensions.k8s.io', undefined, NAME);
    await client.close();

    expect([created.status, before.status, after.status]).toEqual([201, 404, 200]);
    expect(held).toMatchObject({ status: { conditions: null } });
    expect(served).toMatchObject({
      status: { conditions: [{ type: 'NamesAccepted' }, { type: 'Established', status: 'True' }] },
    });
  });

  it('are served at once where they were before', async () => {
    await using server = await startApiServer();
    const client = clientOf(server);
    server.seed([widgetDefinition('example.com')]);
    const release = server.holdDefinitions();

    await client.send(
      'PATCH',
      `${DEFINITIONS}/${NAME}`,
      { metadata: { labels: { a: 'b' } } },
      'application/merge-patch+json',
    );
    const answer = await client.get(WIDGETS);
    release();
    await client.close();

    expect(answer.status).toBe(200);
  });
});
