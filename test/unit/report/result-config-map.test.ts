import { describe, expect, it } from 'vitest';
import { endResult } from '../../../src/domain/result/attempt.ts';
import { decodeResult } from '../../../src/domain/result/document.ts';
import type { RunResult } from '../../../src/domain/result/result.ts';
import { dataOf } from '../../../src/report/config-map.ts';
import { renderResultConfigMap, resultNameOf } from '../../../src/report/render-result.ts';
import { ResultConfigMap } from '../../../src/report/result-config-map.ts';
import { aContext } from '../../support/context.ts';
import { conflict, forbidden, unavailable } from '../../support/fake-cluster/fault.ts';
import { FakeCluster } from '../../support/fake-cluster.ts';
import { aCompletedJobResult, aJobResult } from '../../support/run-results.ts';

const PATH = { group: '', version: 'v1', resource: 'configmaps', namespace: 'lifeboat' };
const NAME = resultNameOf(aJobResult());
const INTERRUPTED = endResult(aJobResult(), {
  phase: 'Failed',
  exitCode: 143,
  isTriedAgain: true,
  reason: 'terminated',
  message: 'The run was told to stop (SIGTERM)',
  hint: undefined,
  endedAt: new Date('2026-11-21T02:17:20Z'),
});
const SECOND_POD = aJobResult({ pod: { name: 'second', uid: 'uid-2' }, startedAt: '2026-11-21T02:18:00Z' });

function aRecord(cluster = new FakeCluster()) {
  return { cluster, record: new ResultConfigMap(cluster, 'lifeboat') };
}

function recorded(cluster: FakeCluster): RunResult | undefined {
  const object = cluster.peek(PATH, NAME);
  return object && decodeResult(dataOf(object, 'result.json') ?? '');
}

describe('the claim', () => {
  it('creates the record, open, with one request', async () => {
    const { cluster, record } = aRecord();

    const claim = await record.claim(aContext(), aJobResult());

    expect(claim).toEqual({ outcome: 'created' });
    expect(cluster.requests.map(({ verb }) => verb)).toEqual(['create']);
    expect(cluster.peek(PATH, NAME)).toMatchObject(renderResultConfigMap(aJobResult(), 'lifeboat'));
  });

  it('takes over what an earlier attempt left open, and counts on', async () => {
    const { cluster, record } = aRecord();
    cluster.put(PATH, renderResultConfigMap(INTERRUPTED, 'lifeboat'));

    const claim = await record.claim(aContext(), SECOND_POD);

    expect(claim).toEqual({ outcome: 'reopened', previous: INTERRUPTED });
    expect(recorded(cluster)).toMatchObject({ attempt: 2, attempts: [{ exitCode: 143 }], pod: { uid: 'uid-2' } });
  });

  it('takes from the annotations how far an attempt came that vanished without a word', async () => {
    const { cluster, record } = aRecord();
    const working = aJobResult({ progress: { ...aJobResult().progress, step: 'uploaded' } });
    await record.claim(aContext(), aJobResult());
    await new ResultConfigMap(cluster, 'lifeboat').progress(aContext(), working);

    await record.claim(aContext(), SECOND_POD);

    expect(recorded(cluster)?.attempts).toMatchObject([{ attempt: 1, reason: 'run-aborted', step: 'uploaded' }]);
  });

  it('writes nothing when the run is over', async () => {
    const { cluster, record } = aRecord();
    const over = cluster.put(PATH, renderResultConfigMap(aCompletedJobResult(), 'lifeboat'));

    const claim = await record.claim(aContext(), SECOND_POD);

    expect(claim).toEqual({ outcome: 'terminal', recorded: aCompletedJobResult() });
    expect(cluster.peek(PATH, NAME)).toEqual(over);
  });

  it.each([
    ['the record of another run', renderResultConfigMap(aJobResult({ runId: '3f9c21ab-other' }), 'lifeboat')],
    ['something else', { metadata: { name: NAME }, data: { 'result.json': 'not JSON' } }],
  ])('refuses a name that holds %s', async (_, object) => {
    const { cluster, record } = aRecord();
    cluster.put(PATH, { ...object, metadata: { ...object.metadata, name: NAME } });

    await expect(record.claim(aContext(), aJobResult())).rejects.toMatchObject({ code: 'internal' });
  });

  it('row 46: is a problem that names the missing rule when it is forbidden', async () => {
    const { record } = aRecord(new FakeCluster().fault({ verb: 'create', error: forbidden() }));

    await expect(record.claim(aContext(), aJobResult())).rejects.toMatchObject({
      code: 'permission-denied',
      message: expect.stringContaining('lifeboat/lifeboat-result-backup-nightly-29920457-3f9c21ab'),
      hint: expect.stringContaining('resources: ["configmaps"], verbs: ["create", "get", "list", "patch", "delete"]'),
    });
  });

  it('knows its own record after a lost answer', async () => {
    const { cluster, record } = aRecord();
    cluster.fault({ verb: 'create', times: 1, error: unavailable(), afterwards: true });

    expect(await record.claim(aContext(), aJobResult())).toEqual({ outcome: 'created' });
  });

  it('begins again when the record that was in the way is deleted', async () => {
    const { cluster, record } = aRecord();
    cluster.put(PATH, renderResultConfigMap(INTERRUPTED, 'lifeboat'));
    cluster.fault({ verb: 'read', times: 1, meanwhile: () => cluster.remove(PATH, NAME) });

    expect(await record.claim(aContext(), SECOND_POD)).toEqual({ outcome: 'created' });
  });

  it('looks again when two Pods take over at once', async () => {
    const { cluster, record } = aRecord();
    const stored = cluster.put(PATH, renderResultConfigMap(INTERRUPTED, 'lifeboat'));
    cluster.fault({ verb: 'patch', times: 1, meanwhile: () => void cluster.put(PATH, stored) });

    expect(await record.claim(aContext(), SECOND_POD)).toMatchObject({ outcome: 'reopened' });

    expect(cluster.requestsOf('patch')).toHaveLength(2);
  });
});

describe('progress', () => {
  it('patches annotations alone, at most every 30 s', async () => {
    const { cluster, record } = aRecord();
    const ctx = aContext();
    await record.claim(ctx, aJobResult());
    const before = cluster.peek(PATH, NAME);

    await record.progress(ctx, aJobResult());
    ctx.clock.advance(29_999);
    await record.progress(ctx, aJobResult());
    ctx.clock.advance(1);
    await record.progress(
      ctx,
      aJobResult({ progress: { step: 'sealed', listsDone: 37, listsTotal: 37, items: 412, bytes: 9e6 } }),
    );

    expect(cluster.requestsOf('patch').map(({ body }) => body)).toEqual([
      {
        metadata: {
          annotations: {
            'lifeboat.dev/summary': 'sealed: 37 of 37 lists, 412 items, 8.6 MiB read',
            'lifeboat.dev/attempt': '1',
            'lifeboat.dev/progress': 'step=sealed lists=37/37 items=412 read=8.6MiB',
          },
        },
      },
    ]);
    expect(cluster.peek(PATH, NAME)?.['data']).toEqual(before?.['data']);
  });

  it('tells a change of phase at once', async () => {
    const { cluster, record } = aRecord();
    const ctx = aContext();
    await record.claim(ctx, aJobResult());

    await record.progress(ctx, aJobResult({ phase: 'PartiallyFailed' }));

    expect(cluster.requestsOf('patch')).toHaveLength(1);
  });

  it('goes on when the record was deleted', async () => {
    const { cluster, record } = aRecord();
    const ctx = aContext();
    await record.claim(ctx, aJobResult());
    cluster.remove(PATH, NAME);
    ctx.clock.advance(30_000);

    await record.progress(ctx, aJobResult());

    expect(cluster.peek(PATH, NAME)).toBeUndefined();
  });

  it('tells of every other refusal', async () => {
    const { record } = aRecord(new FakeCluster().fault({ verb: 'patch', error: forbidden() }));
    const ctx = aContext();
    await record.claim(ctx, aJobResult());
    ctx.clock.advance(30_000);

    await expect(record.progress(ctx, aJobResult())).rejects.toMatchObject({ status: 403 });
  });
});

describe('the end', () => {
  it('writes the detail, moves the labels and freezes the record', async () => {
    const { cluster, record } = aRecord();
    await record.claim(aContext(), aJobResult());

    await record.finished(aContext(), aCompletedJobResult());

    const object = cluster.peek(PATH, NAME);
    expect(object).toMatchObject(renderResultConfigMap(aCompletedJobResult(), 'lifeboat'));
    expect(object?.['immutable']).toBe(true);
    expect(object?.metadata.annotations).not.toHaveProperty('lifeboat.dev/progress');
  });

  it('leaves the record of an interrupted attempt open', async () => {
    const { cluster, record } = aRecord();
    await record.claim(aContext(), aJobResult());

    await record.finished(aContext(), INTERRUPTED);

    expect(cluster.peek(PATH, NAME)).not.toHaveProperty('immutable');
    expect(recorded(cluster)).toEqual(INTERRUPTED);
  });

  it('keeps what people and tools wrote beside it', async () => {
    const { cluster, record } = aRecord();
    await record.claim(aContext(), aJobResult());
    await cluster.patch(aContext(), PATH, NAME, {
      metadata: { labels: { team: 'shop' }, annotations: { 'lifeboat.dev/hold': 'true' } },
    });

    await record.finished(aContext(), aCompletedJobResult());

    expect(cluster.peek(PATH, NAME)?.metadata).toMatchObject({
      labels: { team: 'shop' },
      annotations: { 'lifeboat.dev/hold': 'true' },
    });
  });

  it('row 46: is written through three conflicts in a row', async () => {
    const { cluster, record } = aRecord();
    await record.claim(aContext(), aJobResult());
    cluster.fault({ verb: 'patch', times: 3, error: conflict() });

    await record.finished(aContext(), aCompletedJobResult());

    expect(recorded(cluster)).toMatchObject({ phase: 'Completed' });
  });

  it('row 52: writes the record again when it was deleted meanwhile', async () => {
    const { cluster, record } = aRecord();
    await record.claim(aContext(), aJobResult());
    cluster.remove(PATH, NAME);

    await record.finished(aContext(), aCompletedJobResult());

    expect(cluster.peek(PATH, NAME)).toMatchObject(renderResultConfigMap(aCompletedJobResult(), 'lifeboat'));
  });

  it('row 52: writes the record again when it is deleted between reading and writing', async () => {
    const { cluster, record } = aRecord();
    await record.claim(aContext(), aJobResult());
    cluster.fault({ verb: 'patch', times: 1, meanwhile: () => cluster.remove(PATH, NAME) });

    await record.finished(aContext(), aCompletedJobResult());

    expect(recorded(cluster)).toMatchObject({ phase: 'Completed' });
  });

  it('is told once when the answer was lost', async () => {
    const { cluster, record } = aRecord();
    await record.claim(aContext(), aJobResult());
    cluster.fault({ verb: 'patch', times: 1, error: unavailable(), afterwards: true });

    await record.finished(aContext(), aCompletedJobResult());

    expect(cluster.requestsOf('patch')).toHaveLength(1);
  });

  it('does not overwrite what somebody else closed', async () => {
    const { cluster, record } = aRecord();
    await record.claim(aContext(), aJobResult());
    const closed = cluster.put(PATH, renderResultConfigMap(aCompletedJobResult({ phase: 'Failed' }), 'lifeboat'));

    const finished = record.finished(aContext(), aCompletedJobResult());

    await expect(finished).rejects.toMatchObject({ code: 'cannot-write' });
    expect(cluster.peek(PATH, NAME)).toEqual(closed);
  });
});
