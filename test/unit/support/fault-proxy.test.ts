import { Agent, request } from 'undici';
import { describe, expect, it } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy.ts';

async function ask(proxy: FaultProxy, path: string, body?: string): Promise<{ status: number; text: string }> {
  const dispatcher = new Agent({ connect: { ca: proxy.caPem } });
  try {
    const method = body === undefined ? 'GET' : 'POST';
    const answer = await request(proxy.url + path, { dispatcher, method, ...(body !== undefined && { body }) });
    return { status: answer.statusCode, text: await answer.body.text() };
  } finally {
    await dispatcher.destroy();
  }
}

const echo = ({
  method,
  path,
  query,
  body,
}: {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
}) => ({
  status: 201,
  body: `${method} ${path} ${query.toString()} ${body}`,
});

describe('startFaultProxy', () => {
  it('passes requests and answers on to a server as they are', async () => {
    await using server = await startFaultProxy(echo);
    await using proxy = await startFaultProxy(server);

    const answer = await ask(proxy, '/a%20b?x=1&y=%C3%BC', 'text');

    expect(answer).toEqual({ status: 201, text: 'POST /a%20b x=1&y=%C3%BC text' });
    expect(proxy.requests).toMatchObject([{ method: 'POST', path: '/a%20b', body: 'text', status: 201 }]);
  });

  it('hits the requests that a fault fits, after some and so often as it says', async () => {
    await using proxy = await startFaultProxy(echo);
    proxy.add({ path: /^\/b/, after: 1, times: 1, action: { answer: { status: 418 } } });

    const statuses = [];
    for (const path of ['/a', '/b', '/b?x', '/b', '/a']) statuses.push((await ask(proxy, path)).status);

    expect(statuses).toEqual([201, 201, 418, 201, 201]);
  });

  it('changes one byte, and the answer keeps its length', async () => {
    await using proxy = await startFaultProxy(() => ({ body: 'abc' }));
    proxy.add({ action: { corruptByteAt: 1 } });

    const { text } = await ask(proxy, '/');

    expect(Buffer.from(text, 'utf8')).not.toEqual(Buffer.from('abc'));
    expect(text.startsWith('a')).toBe(true);
    expect(text.endsWith('c')).toBe(true);
  });

  it('holds a request until it is told', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    await using proxy = await startFaultProxy(echo);
    proxy.add({ path: '/slow', action: { pauseUntil: promise } });

    const slow = ask(proxy, '/slow');
    await ask(proxy, '/fast');
    const before = proxy.requests.map(({ path, status }) => [path, status]);
    resolve();
    await slow;

    expect(before).toContainEqual(['/fast', 201]);
    expect(before).not.toContainEqual(['/slow', 201]);
  });

  it.each([{ reset: true }, { cutAfterBytes: 2 }] as const)('breaks the connection: %j', async (action) => {
    await using proxy = await startFaultProxy(echo);
    proxy.add({ action });

    await expect(ask(proxy, '/')).rejects.toThrow();
  });
});
