import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { systemClock } from '../../src/base/clock.ts';
import type { RunResult } from '../../src/domain/result/result.ts';
import { type ApiServer, startApiServer } from '../support/api-server/api-server.ts';
import { backUpByHand } from '../support/backup-by-hand.ts';
import { type CliOverrides, lifeboat } from '../support/cli-rig.ts';

const SETTINGS = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop' },
  data: { theme: 'dark' },
};

const TEMPLATE = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'restore', namespace: 'lifeboat-restore' },
  spec: {
    schedule: '0 0 1 1 *',
    suspend: true,
    jobTemplate: {
      metadata: { labels: { 'app.kubernetes.io/component': 'restore' } },
      spec: { ttlSecondsAfterFinished: 60, backoffLimit: 0, template: { spec: { containers: [] } } },
    },
  },
};

let folder: string;
let server: ApiServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-by-hand-'));
  await backUpByHand(folder, SETTINGS);
});
beforeEach(async () => {
  server = await startApiServer();
  writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
  return async () => server.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

function call(words: readonly string[], overrides: CliOverrides = {}) {
  return lifeboat([...words, '--kubeconfig', join(folder, 'kubeconfig')], { clock: systemClock, ...overrides });
}

function restore(words: readonly string[], overrides: CliOverrides = {}) {
  return call(['restore', 'latest', '--from', join(folder, 'backups'), ...words], overrides);
}

/** Somebody at a terminal, who types this when asked. */
function typing(input: string): CliOverrides {
  return { input, canAsk: () => true };
}

/** The theme in a namespace; undefined where the settings are not there. */
function themeIn(namespace: string): unknown {
  return (server.get('configmaps', namespace, 'settings') as { data?: { theme?: unknown } } | undefined)?.data?.theme;
}

function writes() {
  return server.requests.filter(({ method, path }) => method !== 'GET' && !path.includes('/selfsubject'));
}

describe('a restore by hand', () => {
  it('only plans where nobody can be asked, and says how to apply', async () => {
    const { exitCode, stdout, stderr } = await restore([]);

    expect(exitCode).toBe(0);
    expect(stdout).toContain('monday');
    expect(stderr).toContain('Nothing was changed: this is the plan. Add --yes to apply it.');
    expect(writes()).toEqual([]);
  });

  it('shows its plan to whoever can be asked, and applies it after a yes', async () => {
    const { exitCode, stdout, stderr } = await restore(['--map', 'shop=shop-copy'], typing('y\n'));

    expect(exitCode).toBe(0);
    expect(stderr).toContain('Apply this plan? [y/N] ');
    expect(stdout).toContain('Planned');
    expect(stdout).toContain('Completed');
    expect([themeIn('shop'), themeIn('shop-copy')]).toEqual([undefined, 'dark']);
  });

  it.each(['n\n', '\n', ''])('changes nothing after %j', async (input) => {
    const { exitCode, stderr } = await restore([], typing(input));

    expect(exitCode).toBe(0);
    expect(stderr).toContain('Nothing was changed.');
    expect(writes()).toEqual([]);
  });

  it('applies nothing but what was shown', async () => {
    async function* changing(): AsyncGenerator<Uint8Array> {
      server.seed([{ ...SETTINGS, data: { theme: 'light' } }]);
      yield Buffer.from('y\n');
    }

    const { exitCode, stdout } = await restore([], { canAsk: () => true, stdin: changing() });

    expect(exitCode).toBe(81);
    expect(stdout).toContain('plan-stale');
    expect([themeIn('shop'), writes()]).toEqual(['light', []]);
  });

  it('says what the backup has where it has no object that is named, and writes nothing', async () => {
    const { exitCode, stdout } = await restore(['--item', 'configmaps/shop/setings', '--yes']);

    expect(exitCode).toBe(78);
    expect(stdout).toContain('The backup has no configmaps/shop/setings; did you mean configmaps/shop/settings?');
    expect(stdout).toContain('See `lifeboat describe monday --details` for what it holds');
    expect(writes()).toEqual([]);
  });

  it('asks for nothing where there is nothing to do', async () => {
    await restore(['--yes']);

    const { exitCode, stderr } = await restore([], typing(''));

    expect(exitCode).toBe(0);
    expect(stderr).toContain('There is nothing to do.');
    expect(stderr).not.toContain('[y/N]');
  });

  it('has the labels and annotations that it is given, and is found by them', async () => {
    const backups = join(folder, 'backups');
    const { stdout } = await restore(['--yes', '-o', 'json', '--labels', 'team=shop', '--annotations', 'why=OPS-1']);
    const found = await lifeboat(['list', 'restores', '--from', backups, '-l', 'team=shop', '-o', 'json']);

    const { restore: made } = JSON.parse(stdout) as RunResult;
    expect(made).toMatchObject({ labels: { team: 'shop' }, annotations: { why: 'OPS-1' } });
    expect(JSON.parse(found.stdout)).toMatchObject({ items: [{ name: made?.name }] });
  });

  it('applies at once with --yes, and tells scripts the result as one document', async () => {
    const { exitCode, stdout } = await restore(['--yes', '-o', 'json']);

    const result = JSON.parse(stdout) as RunResult;
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({
      action: 'restore',
      phase: 'Completed',
      restore: { mode: 'Apply', backup: 'monday' },
    });
    expect(themeIn('shop')).toBe('dark');
  });

  it('asks nothing of scripts: one document, and no question', async () => {
    const { stdout, stderr } = await restore(['-o', 'json'], typing('y\n'));

    expect(JSON.parse(stdout)).toMatchObject({ phase: 'Planned' });
    expect(stderr).not.toContain('[y/N]');
    expect(writes()).toEqual([]);
  });

  it('restores one object', async () => {
    await restore(['--item', 'configmaps/shop/settings', '--yes']);

    expect(themeIn('shop')).toBe('dark');
  });

  it('in Velero’s words is the same, under the name that it was given', async () => {
    const words = ['--from-backup', 'monday', '--namespace-mappings', 'shop:copy', '--wait', '--yes', '-o', 'name'];
    const { exitCode, stdout } = await call(['restore', 'try-1', '--from', join(folder, 'backups'), ...words]);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^try-1-\d{14}-[0-9a-f]{6}\n$/);
    expect(themeIn('copy')).toBe('dark');
  });

  it('is printed as a policy with -o yaml, and nothing is planned', async () => {
    const { exitCode, stdout } = await restore(['-n', 'shop', '-o', 'yaml']);

    expect(exitCode).toBe(0);
    expect(parseAllDocuments(stdout)[0]?.toJS()).toMatchObject({
      kind: 'RestorePolicy',
      spec: { backupName: 'monday' },
    });
    expect(server.requests).toEqual([]);
  });

  it('ends with backup-not-found for a name that nothing has', async () => {
    const { exitCode, stdout } = await call(['restore', 'mondya', '--from', join(folder, 'backups')]);

    expect(exitCode).toBe(66);
    expect(stdout).toContain('monday');
  });
});

describe('a restore that is written for the cluster to do', () => {
  it('is the request and its Job, suspended and without a term, and changes nothing', async () => {
    server.seed([TEMPLATE]);

    const words = ['--location', 'main', '-n', 'shop', '--name', 'restore-shop-1', '--dry-run', '-o', 'yaml'];
    const { exitCode, stdout } = await restore(words);

    const [request, job] = parseAllDocuments(stdout).map((document) => document.toJS() as object);
    expect(exitCode).toBe(0);
    expect(request).toMatchObject({
      kind: 'ConfigMap',
      metadata: { name: 'restore-shop-1', namespace: 'lifeboat-restore' },
      data: { 'restore.yaml': expect.stringContaining('backupName: monday') },
    });
    expect(job).toEqual({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: 'restore-shop-1',
        namespace: 'lifeboat-restore',
        labels: { 'app.kubernetes.io/component': 'restore' },
        annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
      },
      spec: expect.objectContaining({ suspend: true, backoffLimit: 0 }),
    });
    expect((job as { spec: object }).spec).not.toHaveProperty('ttlSecondsAfterFinished');
    expect(writes()).toEqual([]);
  });
});
