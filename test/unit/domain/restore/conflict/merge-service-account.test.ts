import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../src/domain/json/exact-json.ts';
import { judge, MARKS, object, OWNED } from './judge-case.ts';

describe('a ServiceAccount that exists', () => {
  const account = (fields: JsonObject, metadata?: JsonObject) => object('ServiceAccount', fields, metadata);

  it.each(['none', 'update'] as const)('gets what it lacks under the policy %s, and loses nothing', (existing) => {
    const verdict = judge({
      type: 'serviceaccounts',
      archived: account({ imagePullSecrets: [{ name: 'pull' }] }, { labels: { app: 'web' } }),
      live: account(
        { secrets: [{ name: 'web-token-x7k2p' }], imagePullSecrets: [{ name: 'theirs' }] },
        { ...OWNED, labels: { team: 'blue' } },
      ),
      existing,
    });

    expect(verdict).toEqual({
      action: 'update',
      patch: {
        imagePullSecrets: [{ name: 'theirs' }, { name: 'pull' }],
        metadata: { labels: { app: 'web', ...MARKS } },
      },
    });
  });

  it('is unchanged where it has everything and more', () => {
    const verdict = judge({
      type: 'serviceaccounts',
      archived: account({}),
      live: account({ secrets: [{ name: 'mine' }] }, { ...OWNED, labels: { team: 'blue' } }),
    });

    expect(verdict).toEqual({ action: 'unchanged' });
  });

  it('keeps what both say in different words', () => {
    const verdict = judge({
      type: 'serviceaccounts',
      archived: account({ automountServiceAccountToken: false }, { labels: { app: 'web' } }),
      live: account({ automountServiceAccountToken: true }, { ...OWNED, labels: { app: 'other' } }),
    });

    expect(verdict).toMatchObject({
      action: 'skip',
      reason: 'exists-and-differs',
      detail: expect.stringContaining('automountServiceAccountToken'),
    });
  });

  it('keeps its token Secrets when another Secret is added', () => {
    const verdict = judge({
      type: 'serviceaccounts',
      archived: account({ secrets: [{ name: 'extra' }] }),
      live: account({ secrets: [{ name: 'web-token-x7k2p' }] }, OWNED),
    });

    expect(verdict).toMatchObject({ patch: { secrets: [{ name: 'web-token-x7k2p' }, { name: 'extra' }] } });
  });
});
