import { describe, expect, it } from 'vitest';
import { decodeResult } from '../../../src/domain/result/document.ts';
import type { RunResult } from '../../../src/domain/result/result.ts';
import { dataOf } from '../../../src/report/config-map.ts';
import { renderResultConfigMap, resultNameOf } from '../../../src/report/render-result.ts';
import { ResultConfigMap } from '../../../src/report/result-config-map.ts';
import { aContext } from '../../support/context.ts';
import { conflict, forbidden, unavailable } from '../../support/fake-cluster/fault.ts';
import { FakeCluster } from '../../support/fake-cluster.ts';
import { aCompletedJobResult, aJobResult } from '../../support/run-results.ts';

const CONFIG_MAPS = { group: '', version: 'v1', resource: 'configmaps', namespace: 'lifeboat' };
const JOBS = { group: 'batch', version: 'v1', resource: 'jobs', namespace: 'lifeboat' };

/** An open record of the Job of that name. */
function open(job: string, overrides: Partial<RunResult> = {}): RunResult {
  const uid = `${job.padEnd(8, '0')}-uid`;
  return aJobResult({ runId: uid, job: { namespace: 'lifeboat', name: job, uid }, ...overrides });
}

function putRecord(cluster: FakeCluster, result: RunResult): string {
  cluster.put(CONFIG_MAPS, renderResultConfigMap(result, 'lifeboat'));
  return resultNameOf(result);
}

function putJob(cluster: FakeCluster, result: RunResult, condition?: string, uid = result.job?.uid ?? ''): void {
  const conditions = condition === undefined ? [] : [{ type: condition, status: 'True' }];
  cluster.put(JOBS, { metadata: { name: result.job?.name ?? '', uid }, status: { conditions } });
}

const close = (cluster: FakeCluster, ctx = aContext()) =>
  new ResultConfigMap(cluster, 'lifeboat').closeAbandoned(ctx, 'nightly');

describe('open records', () => {
  it('are closed as Failed when their Jobs are gone, replaced or failed', async () => {
    const cluster = new FakeCluster();
    const gone = open('gone');
    const replaced = open('replaced');
    const failed = open('failed');
    putJob(cluster, replaced, undefined, 'another-uid');
    putJob(cluster, failed, 'Failed');
    const names = [failed, gone, replaced].map((result) => putRecord(cluster, result));

    const closed = await close(cluster);

    expect(closed).toEqual(names);
    for (const name of names) {
      const object = cluster.peek(CONFIG_MAPS, name);
      expect(object).toMatchObject({ immutable: true, metadata: { labels: { 'lifeboat.dev/phase': 'Failed' } } });
      const result = object && decodeResult(dataOf(object, 'result.json') ?? '');
      expect(result).toMatchObject({ phase: 'Failed', terminal: true, reason: 'run-aborted' });
    }
  });

  it('stay open while their Jobs are at work or succeeded, and when another policy owns them', async () => {
    const cluster = new FakeCluster();
    const running = open('running');
    const succeeded = open('succeeded');
    putJob(cluster, running);
    putJob(cluster, succeeded, 'Complete');
    putRecord(cluster, running);
    putRecord(cluster, succeeded);
    putRecord(cluster, open('other', { policy: { name: 'weekly', source: 'a.yaml', sha256: 'a'.repeat(64) } }));
    putRecord(cluster, aCompletedJobResult());

    expect(await close(cluster)).toEqual([]);

    expect(cluster.requestsOf('patch')).toEqual([]);
  });

  it('are left to whoever writes them just now', async () => {
    const cluster = new FakeCluster();
    putRecord(cluster, open('gone'));
    cluster.fault({ verb: 'patch', error: conflict() });

    expect(await close(cluster)).toEqual([]);
  });

  it('are left alone when they cannot be read', async () => {
    const cluster = new FakeCluster();
    const ctx = aContext();
    const rendered = renderResultConfigMap(open('gone'), 'lifeboat');
    cluster.put(CONFIG_MAPS, { ...rendered, data: { 'result.json': '{' } });

    expect(await close(cluster, ctx)).toEqual([]);

    expect(ctx.logLines).toMatchObject([{ level: 40, configMap: rendered.metadata.name }]);
  });

  it('are left open without the right to close them, which the log tells and the run survives', async () => {
    const cluster = new FakeCluster().fault({ verb: 'patch', error: forbidden() });
    const ctx = aContext();
    putRecord(cluster, open('gone'));

    expect(await close(cluster, ctx)).toEqual([]);

    expect(ctx.logLines).toMatchObject([{ level: 40, msg: 'the records of runs that died cannot be closed' }]);
  });

  it('are left as they are while the API server is away, and the run that looks goes on', async () => {
    const cluster = new FakeCluster().fault({ verb: 'listObjects', error: unavailable() });

    expect(await close(cluster)).toEqual([]);
  });
});
