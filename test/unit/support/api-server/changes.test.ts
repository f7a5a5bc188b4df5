import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, startApiServer } from '../../../support/api-server/api-server.ts';
import { type ApiClient, clientOf } from './api-client.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const MERGE_PATCH = 'application/merge-patch+json';

describe('changes', () => {
  let server: ApiServer;
  let client: ApiClient;

  beforeEach(async () => {
    server = await startApiServer({ now: () => new Date('2026-03-01T12:00:00.789Z') });
    client = clientOf(server);
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  it('let exactly one of many writers of the same version win', async () => {
    const { json: lock } = await client.send('POST', CONFIG_MAPS, { metadata: { name: 'lock' } });
    const writers = Array.from({ length: 20 }, (_, index) => ({
      metadata: lock.metadata,
      data: { holder: `${index}` },
    }));

    const answers = await Promise.all(writers.map((writer) => client.send('PUT', `${CONFIG_MAPS}/lock`, writer)));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ json }) => json.reason === 'Conflict')).toHaveLength(19);
  });

  it('let exactly one of many creators win', async () => {
    const bodies = Array.from({ length: 20 }, () => ({ metadata: { name: 'claim' } }));

    const answers = await Promise.all(bodies.map((body) => client.send('POST', CONFIG_MAPS, body)));

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ json }) => json.reason === 'AlreadyExists')).toHaveLength(19);
  });

  it('carry the time of the clock, in objects and in the Date header', async () => {
    const answer = await client.send('POST', CONFIG_MAPS, { metadata: { generateName: 'run-' } });

    expect(answer.json.metadata).toMatchObject({
      name: expect.stringMatching(/^run-[bcdfghjklmnpqrstvwxz2-9]{5}$/) as string,
      creationTimestamp: '2026-03-01T12:00:00Z',
    });
    expect(answer.headers['date']).toBe('Sun, 01 Mar 2026 12:00:00 GMT');
  });

  it('name who set which fields', async () => {
    await client.send('POST', CONFIG_MAPS, { metadata: { name: 'a', labels: { l: '1' } }, data: { k: 'v' } });

    const managed = server.get('configmaps', 'default', 'a')?.metadata.managedFields;

    expect(managed).toEqual([
      {
        manager: 'test',
        operation: 'Update',
        apiVersion: 'v1',
        time: '2026-03-01T12:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { 'f:k': {} }, 'f:metadata': { 'f:labels': { 'f:l': {} } } },
      },
    ]);
  });

  it('keep keys that JavaScript treats specially', async () => {
    await client.send(
      'POST',
      CONFIG_MAPS,
      '{"metadata":{"name":"odd"},"data":{"__proto__":"x","constructor":"y","10":"z"}}',
    );
    await client.send('PATCH', `${CONFIG_MAPS}/odd`, '{"data":{"__proto__":"w","10":null}}', MERGE_PATCH);

    const { text } = await client.get(`${CONFIG_MAPS}/odd`);

    expect(text).toContain('"data":{"__proto__":"w","constructor":"y"}');
  });

  it('empty a namespace of thousands of objects and end it', async () => {
    server.seed(
      Array.from({ length: 3000 }, (_, index) => {
        return { apiVersion: 'v1', kind: 'Secret', metadata: { name: `s${index}`, namespace: 'big' } };
      }),
    );

    const answer = await client.send('DELETE', '/api/v1/namespaces/big');

    expect(answer.json).toMatchObject({ status: { phase: 'Terminating' } });
    expect(server.get('namespaces', undefined, 'big')).toBeUndefined();
    expect(server.all('secrets')).toEqual([]);
  });

  it('give time to a Pod on a node, and none to one that waits', async () => {
    const pods = '/api/v1/namespaces/default/pods';
    await client.send('POST', pods, { metadata: { name: 'waits' }, spec: { containers: [] } });
    await client.send('POST', pods, { metadata: { name: 'runs' }, spec: { containers: [], nodeName: 'n' } });

    await client.send('DELETE', `${pods}/waits`);
    await client.send('DELETE', `${pods}/runs`);
    const marked = server.get('pods', 'default', 'runs')?.metadata.deletionTimestamp;
    await client.send('DELETE', `${pods}/runs?gracePeriodSeconds=0`);

    expect(marked).toBe('2026-03-01T12:00:30Z');
    expect(server.all('pods')).toEqual([]);
  });

  it('protect claims until they are deleted', async () => {
    const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
    const { json } = await client.send('POST', claims, {
      metadata: { name: 'c' },
      spec: {},
      status: { phase: 'Bound' },
    });

    await client.send('DELETE', `${claims}/c`);

    expect(json).toMatchObject({
      metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
      status: { phase: 'Pending' },
    });
    expect(server.get('persistentvolumeclaims', 'default', 'c')).toBeUndefined();
  });

  it('of a Pod and of its status do not mix', async () => {
    const pods = '/api/v1/namespaces/default/pods';
    await client.send('POST', pods, { metadata: { name: 'p' }, spec: { containers: [] } });

    await client.send(
      'PATCH',
      `${pods}/p/status`,
      { status: { phase: 'Failed' }, spec: { nodeName: 'n' } },
      MERGE_PATCH,
    );
    const { json } = await client.send('PATCH', `${pods}/p`, { status: { phase: 'Running' } }, MERGE_PATCH);

    expect(json).toMatchObject({ spec: { containers: [] }, status: { phase: 'Failed' } });
  });
});
