import type { lookup } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { judged } from '../../../../src/report/outbound/guarded-agent.ts';

/** A resolver that gives another answer each time: what a hostile name server does. */
function answering(...answers: readonly (readonly string[])[]) {
  const calls: string[] = [];
  const resolve = (hostname: string, _: unknown, answer: (error: Error | null, found: unknown) => void) => {
    const addresses = answers[Math.min(calls.length, answers.length - 1)]!;
    calls.push(hostname);
    answer(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { calls, resolve: resolve as unknown as typeof lookup };
}

function ask(resolve: typeof lookup, options: { readonly all?: boolean } = {}) {
  return new Promise((settle) => {
    judged(resolve, false)('receiver.example', options, (error, address, family) =>
      settle(error ?? { address, family }),
    );
  });
}

describe('a name', () => {
  it('is resolved once, and connected to where it was judged', async () => {
    const { resolve, calls } = answering(['93.184.215.14'], ['127.0.0.1']);

    expect(await ask(resolve)).toEqual({ address: '93.184.215.14', family: 4 });
    expect(calls).toEqual(['receiver.example']);
  });

  it('is refused where any of its addresses is', async () => {
    const { resolve } = answering(['93.184.215.14', '10.0.0.1']);

    expect(String(await ask(resolve, { all: true }))).toMatch(
      /receiver\.example leads to 10\.0\.0\.1, which is private/,
    );
  });

  it('keeps all of its addresses for a connection that tries one after the other', async () => {
    const { resolve } = answering(['93.184.215.14', '2606:2800::1']);

    expect(await ask(resolve, { all: true })).toEqual({
      address: [
        { address: '93.184.215.14', family: 4 },
        { address: '2606:2800::1', family: 6 },
      ],
      family: undefined,
    });
  });
});
