import { describe, expect, it } from 'vitest';
import type {
  HttpAnswer,
  Question,
  SuccessCondition,
} from '../../../../../src/domain/restore/conditions/success-condition.ts';
import { ApiError } from '../../../../../src/kube/cluster.ts';
import { awaitConditions, unmetEntries } from '../../../../../src/run/restore/conditions/await-conditions.ts';
import { aResourceType } from '../../../../support/builders.ts';
import { aContext } from '../../../../support/context.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';

const WIDGETS = aResourceType({ group: 'example.com', resource: 'widgets', kind: 'Widget', shortNames: ['wd'] });
const HTTP = { url: 'https://shop.example.com', allowHttp: false, allowPrivate: false };

function asking(question: Question, timeoutMs = 10_000): SuccessCondition {
  return { name: 'it works', timeoutMs, ...question };
}

const ready = asking({
  type: 'condition',
  object: { resource: 'wd', namespace: 'shop', name: 'a' },
  condition: { type: 'Ready', status: 'True' },
});

const http = asking({ type: 'http', ...HTTP, status: undefined, contains: undefined });

async function check(condition: SuccessCondition, given: { cluster?: FakeCluster; answers?: HttpAnswer[] } = {}) {
  const { cluster = new FakeCluster({ types: [WIDGETS] }), answers = [] } = given;
  const ctx = aContext();
  const probe = async () => answers.shift() ?? { status: 200, body: '' };
  const [checked] = await awaitConditions(ctx, { cluster, types: [WIDGETS], probe }, [condition]);
  return { ctx, checked };
}

describe('a success condition', () => {
  it('is met as soon as it holds, by any name of its type', async () => {
    const cluster = new FakeCluster({ types: [WIDGETS] });
    const status = { conditions: [{ type: 'Ready', status: 'True' }] };
    cluster.put({ ...WIDGETS, namespace: 'shop' }, { metadata: { name: 'a', namespace: 'shop' }, status });

    const { checked, ctx } = await check(ready, { cluster });

    expect(checked).toEqual({ name: 'it works', isMet: true, found: 'Ready is True', seconds: 0 });
    expect(ctx.clock.pauses).toEqual([]);
  });

  it('is waited for', async () => {
    const answers: HttpAnswer[] = [
      { failure: 'it cannot be reached', isFinal: false },
      { status: 503, body: '' },
    ];

    const { checked, ctx } = await check(http, { answers });

    expect(checked).toMatchObject({ isMet: true, found: 'it answers 200', seconds: 2 });
    expect(ctx.clock.pauses).toEqual([1_000, 1_000]);
  });

  it('is given up when its time is up, and is an error then', async () => {
    const { checked } = await check({ ...ready, timeoutMs: 2_500 });

    expect(checked).toEqual({ name: 'it works', isMet: false, found: 'it is not there', seconds: 3 });
    expect(unmetEntries([checked!])).toEqual([
      {
        code: 'success-condition-unmet',
        message: 'After the restore it does not hold that it works: it is not there, after 3 s',
      },
    ]);
  });

  it('is given up at once where asking again cannot help', async () => {
    const cluster = new FakeCluster({ types: [WIDGETS] });
    cluster.read = async () => {
      throw new ApiError(403, 'Forbidden', 'no');
    };

    const forbidden = await check(ready, { cluster });
    const denied = await check(http, { answers: [{ failure: '10.0.0.1 is private', isFinal: true }] });

    expect(forbidden.checked).toMatchObject({ isMet: false, found: 'it cannot be looked at: no', seconds: 0 });
    expect(denied.checked).toMatchObject({ isMet: false, found: '10.0.0.1 is private', seconds: 0 });
  });

  it('counts what has its labels', async () => {
    const cluster = new FakeCluster({ types: [WIDGETS] });
    for (const [name, tier] of [
      ['a', 'web'],
      ['b', 'web'],
      ['c', 'db'],
    ] as const) {
      cluster.put({ ...WIDGETS, namespace: 'shop' }, { metadata: { name, namespace: 'shop', labels: { tier } } });
    }
    const objects = { resource: 'widgets.example.com', namespace: 'shop', labelSelector: 'tier=web' };

    const { checked } = await check(asking({ type: 'count', objects, atLeast: 2, atMost: 2 }), { cluster });

    expect(checked).toMatchObject({ isMet: true, found: 'there are 2' });
  });

  it('does not hold of a type that nobody serves', async () => {
    const objects = { resource: 'gadgets', namespace: undefined, labelSelector: '' };

    const { checked } = await check(asking({ type: 'count', objects, atLeast: 1, atMost: undefined }, 1));

    expect(checked).toMatchObject({ isMet: false, found: 'there are 0' });
  });
});
