import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { startApiServer } from '../support/api-server/api-server.ts';
import { lifeboat } from '../support/cli-rig.ts';
import { startReceiver } from '../support/receiver-rig.ts';
import { problemsOfResult } from '../support/result-schema.ts';

const SHOP = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const SETTINGS = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop' },
  data: { a: 'b' },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-tell-'));
  for (const name of ['policies', 'status', 'backups']) mkdirSync(join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true }));

function writePolicies(url: string, more = ''): void {
  const reached = 'allowHttp: true, allowPrivate: true';
  writeFileSync(
    join(folder, 'policies', 'nightly.yaml'),
    `apiVersion: lifeboat.dev/v1alpha1
kind: StorageLocation
metadata: {name: main}
spec: {filesystem: {path: ${join(folder, 'backups')}}}
---
apiVersion: lifeboat.dev/v1alpha1
kind: BackupPolicy
metadata: {name: nightly}
spec:
  storageLocation: main
  includedNamespaces: [shop]
  notify:
    - {name: pulse, url: '${url}/ping', format: Healthchecks, ${reached}}
    - {name: ops, url: '${url}/events', on: [Success, Failure, ObjectiveMissed], ${reached}}
  metrics: {pushgateway: {url: '${url}', ${reached}}}
${more}`,
  );
}

const VERIFY = (url: string) => `---
apiVersion: lifeboat.dev/v1alpha1
kind: VerifyPolicy
metadata: {name: check}
spec:
  storageLocation: main
  notify:
    - {name: pulse, url: '${url}/check', format: Healthchecks, allowHttp: true, allowPrivate: true}
  metrics: {pushgateway: {url: '${url}', allowHttp: true, allowPrivate: true}}
`;

const inAnHour = { ...systemClock, now: () => new Date(Date.now() + 3_600_000) };

async function run(
  kubeconfig: string,
  env: Readonly<Record<string, string>> = {},
  { clock = systemClock, policy = 'nightly' } = {},
) {
  const words = ['run', policy, '--policies', join(folder, 'policies'), '--status-dir', join(folder, 'status')];
  const ended = await lifeboat([...words, '--kubeconfig', kubeconfig], { clock, env });
  const status = readFileSync(join(folder, 'status', 'status.json'), 'utf8');
  return {
    ...ended,
    status,
    result: JSON.parse(status),
    metrics: readFileSync(join(folder, 'status', 'metrics.prom'), 'utf8'),
  };
}

describe('a whole run', () => {
  it('tells its receivers, the gateway, the collector and the status directory', async () => {
    await using server = await startApiServer();
    await using rig = await startReceiver();
    server.seed([SHOP, SETTINGS]);
    writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
    writePolicies(rig.url, '  objectives: {rpo: 24h}\n');

    const first = await run(join(folder, 'kubeconfig'), { OTEL_EXPORTER_OTLP_ENDPOINT: rig.url });
    const paths = rig.received.map(({ method, path }) => `${method} ${path}`);

    const trace = JSON.parse(rig.received.find(({ path }) => path === '/v1/traces')!.body);
    const { traceId, spanId } = trace.resourceSpans[0].scopeSpans[0].spans[0];
    const lines = first.stderr.split('\n').filter((line) => line.startsWith('{'));

    expect(lines.length).toBeGreaterThan(3);
    expect(lines.filter((line) => !line.includes(`"trace_id":"${traceId}","span_id":"${spanId}"`))).toEqual([]);
    expect(first.exitCode).toBe(0);
    expect(paths.toSorted()).toEqual([
      'POST /events',
      'POST /ping',
      'POST /ping/start',
      'POST /v1/traces',
      'PUT /metrics/job/lifeboat/policy/nightly/cluster/default',
    ]);
    expect(paths.indexOf('POST /ping/start')).toBeLessThan(paths.indexOf('POST /ping'));
    expect(first.metrics).toMatch(/^lifeboat_backup_last_success_timestamp_seconds\{policy="nightly",.*\} \d+$/m);
    expect(first.result).toMatchObject({ history: { backups: 0 }, objectives: { policy: 'nightly', isMissed: false } });
    expect(problemsOfResult(first.status)).toEqual([]);
  });

  it('of a VerifyPolicy tells whom that one names', async () => {
    await using server = await startApiServer();
    await using rig = await startReceiver();
    server.seed([SHOP, SETTINGS]);
    writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
    writePolicies(rig.url, VERIFY(rig.url));
    await run(join(folder, 'kubeconfig'));
    rig.received.length = 0;

    const { exitCode, metrics } = await run(join(folder, 'kubeconfig'), {}, { policy: 'check' });

    expect(exitCode).toBe(0);
    expect(rig.received.map(({ path }) => path).toSorted()).toEqual([
      '/check',
      '/check/start',
      '/metrics/job/lifeboat/policy/check/cluster/default',
    ]);
    expect(metrics).toContain(
      'lifeboat_verify_backups{policy="check",action="verify",cluster="default",outcome="proven"} 1',
    );
  });

  it('of an invalid policy tells whom it names, and repeats nothing that it says', async () => {
    await using server = await startApiServer();
    await using rig = await startReceiver();
    server.seed([SHOP, SETTINGS]);
    writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
    writePolicies(rig.url, '  ttl: hunter2\n');

    const { exitCode, result, metrics } = await run(join(folder, 'kubeconfig'));

    expect(exitCode).toBe(78);
    expect(result).toMatchObject({ phase: 'FailedValidation', reason: 'policy-invalid' });
    expect(result.problems).toEqual([expect.stringContaining('hunter2')]);
    expect(metrics).toContain('phase="FailedValidation"} 1');
    expect(rig.received.map(({ path }) => path).toSorted()).toEqual([
      '/events',
      '/metrics/job/lifeboat/policy/nightly/cluster/default',
      '/ping/fail',
    ]);
    for (const { body } of rig.received) expect(body).not.toContain('hunter2');
    const event = rig.received.find(({ path }) => path === '/events')!;
    expect(JSON.parse(event.body)).toMatchObject({
      type: 'dev.lifeboat.backup.failedvalidation',
      data: { message: expect.stringMatching(/^The policy has a problem at .*nightly\.yaml:16:8$/) },
    });
  });

  it('says that an objective is missed, and ends as it would have ended', async () => {
    await using server = await startApiServer();
    await using rig = await startReceiver();
    server.seed([SHOP, SETTINGS]);
    writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
    writePolicies(rig.url, '  objectives: {rpo: 30m}\n');
    await run(join(folder, 'kubeconfig'));

    const second = await run(join(folder, 'kubeconfig'), {}, { clock: inAnHour });

    expect(second.exitCode).toBe(0);
    expect(second.result).toMatchObject({
      phase: 'Completed',
      history: { backups: 1, lastGood: { backup: expect.stringMatching(/^nightly-/) } },
      objectives: { isMissed: true, rpo: { limitSeconds: 1_800, isMissed: true } },
      warnings: expect.arrayContaining([expect.objectContaining({ code: 'objective-missed' })]),
    });
    expect(second.metrics).toContain('objective="rpo"} 1');
    expect(problemsOfResult(second.status)).toEqual([]);
  });

  it('warns of receivers that cannot be told, and changes no exit code', async () => {
    await using server = await startApiServer();
    server.seed([SHOP, SETTINGS]);
    writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
    writePolicies('http://127.0.0.1:1');

    const { exitCode, result } = await run(join(folder, 'kubeconfig'));

    expect(exitCode).toBe(0);
    expect(result.phase).toBe('Completed');
    expect(result.warnings.map(({ message }: { message: string }) => message)).toEqual([
      'Cannot report to the notifications: pulse: cannot be reached: ECONNREFUSED; ops: cannot be reached: ECONNREFUSED',
      'Cannot report to the Pushgateway: cannot be reached: ECONNREFUSED',
    ]);
  });

  it('tells whom its policy names also where it never came to reading it: the cluster cannot be opened', async () => {
    await using rig = await startReceiver();
    writeFileSync(join(folder, 'kubeconfig'), 'kind: Config');
    writePolicies(rig.url);

    const { exitCode } = await run(join(folder, 'kubeconfig'));

    expect(exitCode).toBe(64);
    expect(rig.received.map(({ path }) => path).toSorted()).toEqual([
      '/events',
      '/metrics/job/lifeboat/policy/nightly/cluster/default',
      '/ping/fail',
    ]);
  });
});
