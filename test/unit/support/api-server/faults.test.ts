import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, startApiServer } from '../../../support/api-server/api-server.ts';
import type { FaultAction } from '../../../support/api-server/http/faults.ts';
import { type ApiClient, clientOf } from './api-client.ts';

const PATH = '/api/v1/namespaces';

describe.each([
  ['HTTP/1.1', false],
  ['HTTP/2', true],
] as const)('scripted faults over %s', (protocol, http2) => {
  let server: ApiServer;
  let client: ApiClient;

  beforeEach(async () => {
    server = await startApiServer();
    client = clientOf(server, server.token, { http2 });
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  it('are off by default, and the protocol is the one asked for', async () => {
    const answer = await client.get(PATH);

    expect(answer.status).toBe(200);
    expect(server.requests.at(-1)).toEqual({
      method: 'GET',
      path: PATH,
      query: '',
      userAgent: 'test/1',
      protocol,
      status: 200,
    });
  });

  it('answers in place of the server', async () => {
    server.faults.add({
      path: PATH,
      action: { kind: 'status', status: 429, headers: { 'retry-after': '7' }, body: { kind: 'Status', code: 429 } },
    });

    const [first, second] = [await client.get(PATH), await client.get(PATH)];

    expect([first.status, first.headers['retry-after'], first.json.kind]).toEqual([429, '7', 'Status']);
    expect(second.status).toBe(200);
  });

  it('meets only the requests it fits, after those it lets pass', async () => {
    const fault = server.faults.add({
      method: 'GET',
      path: /configmaps\?limit=1&labelSelector=a in \(b\)/,
      skip: 1,
      times: 2,
      action: { kind: 'status', status: 503 },
    });
    const matching = '/api/v1/configmaps?limit=1&labelSelector=a+in+(b)';

    const statuses: number[] = [];
    for (const path of [PATH, matching, matching, matching, matching]) statuses.push((await client.get(path)).status);

    expect(statuses).toEqual([200, 200, 503, 503, 200]);
    expect(fault.hits).toBe(2);
  });

  it.each<FaultAction>([{ kind: 'reset' }, { kind: 'cut', afterBytes: 100 }])(
    'breaks the connection: $kind',
    async (action) => {
      server.faults.add({ path: PATH, action });

      await expect(client.get(PATH)).rejects.toThrow();
      await expect(client.get(PATH)).resolves.toMatchObject({ status: 200 });
    },
  );

  it('ends a body early as if it were whole', async () => {
    server.faults.add({ path: '/version', action: { kind: 'end', afterBytes: 3 } });

    const answer = client.get('/version');

    await expect(answer).rejects.toThrow(SyntaxError);
  });

  it('damages one bit, or the whole body', async () => {
    server.faults.add({ path: '/healthz', action: { kind: 'corrupt', atByte: 1 } });
    server.faults.add({ path: '/healthz', action: { kind: 'rewrite', body: (body) => `not ${body}` } });

    const [corrupt, rewritten] = [await client.get('/healthz'), await client.get('/healthz')];

    expect([corrupt.text, rewritten.text]).toEqual(['oj', 'not ok']);
  });

  it('holds a request back until the test has done something', async () => {
    const gate = Promise.withResolvers<void>();
    const fault = server.faults.add({ path: PATH, action: { kind: 'before', run: () => gate.promise } });

    const waiting = client.get(`${PATH}/late`);
    await fault.reached;
    server.seed([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'late' } }]);
    gate.resolve();

    expect((await waiting).status).toBe(200);
  });

  it.each<FaultAction>([{ kind: 'hang' }, { kind: 'stall', afterBytes: 10 }])(
    'leaves a request unanswered until the server ends: $kind',
    async (action) => {
      const fault = server.faults.add({ path: PATH, action });

      const unanswered = client.get(PATH);
      await fault.reached;
      await server.close();

      await expect(unanswered).rejects.toThrow();
      server = await startApiServer();
    },
  );

  it('survives a client that goes away while it is held back', async () => {
    const gate = Promise.withResolvers<void>();
    const fault = server.faults.add({ path: PATH, action: { kind: 'before', run: () => gate.promise } });
    const impatient = clientOf(server, server.token, { http2 });

    const givenUp = expect(impatient.get(PATH)).rejects.toThrow();
    await fault.reached;
    await impatient.destroy();
    gate.resolve();

    await givenUp;
    await expect(client.get(PATH)).resolves.toMatchObject({ status: 200 });
  });

  it('sends a connection away after an answer', async () => {
    server.faults.add({ path: PATH, action: { kind: 'goaway' } });

    const [first, second] = [await client.get(PATH), await client.get(PATH)];

    expect([first.status, second.status]).toEqual([200, 200]);
  });
});
