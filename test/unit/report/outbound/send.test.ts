import { describe, expect, it } from 'vitest';
import type { ResolvedEndpoint } from '../../../../src/report/outbound/resolved-endpoint.ts';
import { send } from '../../../../src/report/outbound/send.ts';
import { aContext } from '../../../support/context.ts';
import { startReceiver } from '../../../support/receiver-rig.ts';

function to(url: string, overrides: Partial<ResolvedEndpoint> = {}): ResolvedEndpoint {
  return { url: new URL(url), headers: {}, ca: undefined, allowHttp: true, allowPrivate: true, ...overrides };
}

const MESSAGE = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'hello' } as const;

describe('sending', () => {
  it('delivers body and headers', async () => {
    await using rig = await startReceiver();

    await send(aContext(), to(`${rig.url}/in?x=1`, { headers: { 'X-Team': 'platform' } }), MESSAGE);

    expect(rig.received).toEqual([
      {
        method: 'POST',
        path: '/in?x=1',
        body: 'hello',
        headers: expect.objectContaining({
          'x-team': 'platform',
          'content-type': 'text/plain',
          'user-agent': 'lifeboat',
        }),
      },
    ]);
  });

  it('tries three times while a server fails', async () => {
    await using rig = await startReceiver();
    rig.answers.push(500, 429, 204);
    const ctx = aContext();

    await send(ctx, to(rig.url), MESSAGE);

    expect(rig.received).toHaveLength(3);
    expect(ctx.clock.pauses).toHaveLength(2);
  });

  it('gives up after the third', async () => {
    await using rig = await startReceiver();
    rig.answers.push(503, 503, 503, 204);

    await expect(send(aContext(), to(rig.url), MESSAGE)).rejects.toThrow(/^answered 503$/);

    expect(rig.received).toHaveLength(3);
  });

  it('takes a refusal for an answer', async () => {
    await using rig = await startReceiver();
    rig.answers.push(404);

    await expect(send(aContext(), to(rig.url), MESSAGE)).rejects.toThrow(/^answered 404$/);

    expect(rig.received).toHaveLength(1);
  });

  it('follows no redirect', async () => {
    await using rig = await startReceiver();
    rig.answers.push(302);

    await expect(send(aContext(), to(rig.url), MESSAGE)).rejects.toThrow(/a redirect, which is not followed/);

    expect(rig.received).toHaveLength(1);
  });

  it('waits for an answer no longer than a try may take, and tries three times', async () => {
    await using rig = await startReceiver();
    rig.answers.push('hang', 'hang', 'hang');
    const ctx = aContext({ timings: { notifyTryMs: 30 } });

    await expect(send(ctx, to(rig.url), MESSAGE)).rejects.toThrow(/^no answer within 0.03 s$/);

    // Pauses, not requests: on a busy machine a try may be over before its request arrives.
    expect(ctx.clock.pauses).toHaveLength(2);
  });

  it('ends with the run', async () => {
    await using rig = await startReceiver();
    const ctx = aContext();
    ctx.controller.abort(new Error('stopped'));

    await expect(send(ctx, to(rig.url), MESSAGE)).rejects.toThrow(/^stopped$/);

    expect(rig.received).toEqual([]);
  });

  it.each([
    ['http://127.0.0.1:9/', false, /127\.0\.0\.1 is private/],
    ['http://[::1]:9/', false, /::1 is private/],
    ['http://0x7f.1:9/', false, /127\.0\.0\.1 is private/],
    ['http://localhost:9/', false, /localhost leads to .* is private/],
    ['http://169.254.169.254/latest/meta-data', true, /never allowed/],
    ['http://[::ffff:169.254.169.254]/', true, /never allowed/],
  ])('does not connect to %s', async (url, allowPrivate, message) => {
    const ctx = aContext();

    await expect(send(ctx, to(url, { allowPrivate }), MESSAGE)).rejects.toThrow(message);

    expect(ctx.clock.pauses).toEqual([]);
  });

  it('names an address that nobody listens at by its code alone', async () => {
    await expect(send(aContext(), to('http://127.0.0.1:1/secret-path'), MESSAGE)).rejects.toThrow(
      /^cannot be reached: ECONNREFUSED$/,
    );
  });
});
