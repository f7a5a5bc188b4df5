import { describe, expect, it } from 'vitest';
import type { HttpQuestion } from '../../../../src/domain/restore/conditions/success-condition.ts';
import { probe } from '../../../../src/report/outbound/probe.ts';
import { aContext } from '../../../support/context.ts';
import { startReceiver } from '../../../support/receiver-rig.ts';

async function ask(url: string, overrides: Partial<HttpQuestion> = {}) {
  const question = { url, status: undefined, contains: undefined, allowHttp: true, allowPrivate: true };
  return probe(aContext(), { ...question, ...overrides });
}

describe('a probe', () => {
  it('asks with GET, and without anything that could prove who asks', async () => {
    await using rig = await startReceiver();

    expect(await ask(`${rig.url}/health`)).toMatchObject({ status: 204 });

    expect(rig.received).toMatchObject([{ method: 'GET', path: '/health' }]);
    expect(Object.keys(rig.received[0]?.headers ?? {})).not.toContain('authorization');
  });

  it('takes any status for an answer, and follows no redirect', async () => {
    await using rig = await startReceiver();
    rig.answers.push(503, 302);

    expect([await ask(rig.url), await ask(rig.url)]).toMatchObject([{ status: 503 }, { status: 302 }]);
    expect(rig.received).toHaveLength(2);
  });

  it.each([
    ['http://127.0.0.1:9/', { allowPrivate: false }, 'is private, which needs allowPrivate: true'],
    ['http://[::1]:9/', { allowPrivate: false }, 'is private'],
    ['http://169.254.169.254/latest/meta-data', {}, 'is never allowed'],
    ['http://[::ffff:169.254.169.254]/', {}, 'is never allowed'],
    ['http://shop.example.com/', { allowHttp: false }, 'needs allowHttp: true'],
    ['ftp://shop.example.com/', {}, 'its address is not https'],
  ])('never asks %s with %j', async (url, allowed, says) => {
    expect(await ask(url, allowed)).toEqual({ failure: expect.stringContaining(says), isFinal: true });
  });

  it('judges a name by the addresses that it has', async () => {
    const answer = await ask('http://localhost:9/', { allowPrivate: false });

    expect(answer).toEqual({ failure: expect.stringMatching(/^localhost leads to .* is private/), isFinal: true });
  });

  it('may ask again where nobody answers', async () => {
    expect(await ask('http://127.0.0.1:1/')).toMatchObject({ isFinal: false });
  });
});
