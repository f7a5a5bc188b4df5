import { describe, expect, it } from 'vitest';
import { RunError } from '../../../src/domain/problem.ts';
import type { RunResult } from '../../../src/domain/result/result.ts';
import { withWarnings } from '../../../src/domain/result/warnings.ts';
import { publishAll } from '../../../src/report/publish.ts';
import { renderResultConfigMap } from '../../../src/report/render-result.ts';
import { ResultConfigMap } from '../../../src/report/result-config-map.ts';
import type { ResultSink } from '../../../src/report/sink.ts';
import { aContext } from '../../support/context.ts';
import { conflict, forbidden, unavailable } from '../../support/fake-cluster/fault.ts';
import { FakeCluster } from '../../support/fake-cluster.ts';
import { aCompletedJobResult, aJobResult, aPartialJobResult } from '../../support/run-results.ts';

/** A sink that remembers, or fails. */
class FakeSink implements ResultSink {
  readonly name: string;
  readonly told: RunResult[] = [];
  readonly #error: unknown;

  constructor(name: string, error?: unknown) {
    this.name = name;
    this.#error = error;
  }

  async progress(_ctx: unknown, result: RunResult): Promise<void> {
    await Promise.resolve();
    if (this.#error !== undefined) throw this.#error;
    this.told.push(result);
  }

  async finished(ctx: unknown, result: RunResult): Promise<void> {
    await this.progress(ctx, result);
  }
}

const FULL = new RunError('cannot-write', 'Cannot write /status/status.json: ENOSPC');

describe('publishing', () => {
  it.each(['progress', 'finished'] as const)(
    'tells every sink of %s, also those after one that fails',
    async (method) => {
      const first = new FakeSink('first');
      const last = new FakeSink('last');

      const failures = await publishAll(
        aContext(),
        [first, new FakeSink('status file', FULL), last],
        method,
        aJobResult(),
      );

      expect(failures).toEqual([
        {
          code: 'report-failed',
          message: 'Cannot report to the status file: Cannot write /status/status.json: ENOSPC',
        },
      ]);
      expect(first.told).toHaveLength(1);
      expect(last.told).toHaveLength(1);
    },
  );

  it('tells the end to later sinks with what earlier ones could not tell', async () => {
    const last = new FakeSink('last');

    const failures = await publishAll(
      aContext(),
      [new FakeSink('status file', FULL), last],
      'finished',
      aPartialJobResult(),
    );

    expect(last.told).toEqual([withWarnings(aPartialJobResult(), failures)]);
    expect(last.told[0]).toMatchObject({ warningCount: 2, phase: 'PartiallyFailed', exitCode: 80 });
  });

  it('logs a failing sink once, with a message that never changes', async () => {
    const ctx = aContext();
    const sinks = [new FakeSink('status file', FULL)];
    const failures = await publishAll(ctx, sinks, 'progress', aJobResult());

    const again = await publishAll(ctx, sinks, 'finished', withWarnings(aCompletedJobResult(), failures));

    expect(again).toEqual([]);
    expect(ctx.logLines).toMatchObject([
      { level: 40, msg: 'the result could not be told everywhere', sink: 'status file', reason: FULL.message },
    ]);
  });

  it('does not blame a sink for progress that the run gave up', async () => {
    const ctx = aContext();
    ctx.controller.abort(new RunError('terminated', 'The run was told to stop (SIGTERM)'));

    expect(await publishAll(ctx, [new FakeSink('a', ctx.signal.reason)], 'progress', aJobResult())).toEqual([]);
    expect(await publishAll(ctx, [new FakeSink('a', ctx.signal.reason)], 'finished', aJobResult())).toHaveLength(1);
  });

  it.each([
    ['forbidden', forbidden()],
    ['met by conflicts without end', conflict()],
    ['without an API server', unavailable()],
  ])('row 46: lets the backup stand when its record is %s at the end', async (_, error) => {
    const cluster = new FakeCluster();
    const record = new ResultConfigMap(cluster, 'lifeboat');
    const others = new FakeSink('status file');
    const ctx = aContext();
    await record.claim(ctx, aJobResult());
    cluster.fault({ verb: 'patch', error });

    const failures = await publishAll(ctx, [record, others], 'finished', aCompletedJobResult());

    expect(failures).toMatchObject([{ code: 'report-failed', message: expect.stringContaining('result ConfigMap') }]);
    expect(others.told).toMatchObject([{ phase: 'Completed', exitCode: 0, warnings: [{}, { code: 'report-failed' }] }]);
    expect(ctx.logLines.filter(({ sink }) => sink !== undefined)).toMatchObject([
      { level: 40, sink: 'result ConfigMap' },
    ]);
  });

  it('row 121: never quotes an error that is not ours, for it may hold a request with its Secret', async () => {
    const canary = 'canary-7f3a9c';
    const foreign = Object.assign(
      new Error(`HTTP-Code: 403 Body: ${canary} Headers: authorization: Bearer ${canary}`),
      {
        body: canary,
        cause: new Error(canary),
      },
    );
    const caused = new RunError('cluster-unavailable', 'Cannot reach the API server', { cause: foreign });
    const ctx = aContext();
    const sinks = [new FakeSink('a', foreign), new FakeSink('b', canary), new FakeSink('c', caused)];

    const failures = await publishAll(ctx, sinks, 'finished', aCompletedJobResult());

    expect(failures.map(({ message }) => message)).toEqual([
      'Cannot report to the a: unexpected Error',
      'Cannot report to the b: unexpected error',
      'Cannot report to the c: Cannot reach the API server',
    ]);
    const rendered = renderResultConfigMap(withWarnings(aCompletedJobResult(), failures), 'lifeboat');
    expect(JSON.stringify([rendered, ctx.logLines])).not.toContain(canary);
  });
});
