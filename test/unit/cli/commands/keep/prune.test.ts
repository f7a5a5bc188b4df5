import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunClock } from '../../../../support/whole-run/run-clock.ts';
import { type CliOverrides, lifeboat } from '../../../../support/cli-rig.ts';
import { plant, type PlantedLocation } from '../../../../support/planted-backups.ts';
import { problemsOfResult } from '../../../../support/result-schema.ts';

const on = (day: string) => new Date(`2026-${day}T02:17:00Z`);

const document = (kind: string, name: string, spec: object) =>
  JSON.stringify({ apiVersion: 'lifeboat.dev/v1alpha1', kind, metadata: { name }, spec });

/** Four backups of `nightly`, of which two have expired and may go, and what is not to be judged. */
function history(): PlantedLocation {
  return plant(
    { name: 'nightly-4', startedAt: on('11-20') },
    { name: 'nightly-3', startedAt: on('09-03') },
    { name: 'nightly-2', startedAt: on('09-02') },
    { name: 'nightly-1', startedAt: on('09-01') },
    { name: 'nightly-0-adhoc', startedAt: on('08-01'), origin: { adHoc: true } },
    { name: 'nightly-0-staging', startedAt: on('08-01'), origin: { clusterName: 'staging' } },
    { name: 'manual-1', startedAt: on('08-01'), origin: { policy: undefined } },
  );
}

/** The file of a download that is open until a day. */
function openDownload({ root }: PlantedLocation, digit: string, day: string): string {
  const guid = `${digit.repeat(8)}-1111-4111-8111-111111111111`;
  const times = { createdAt: '2019-01-01T00:00:00Z', expiresAt: `${day}T00:00:00Z` };
  const record = { schema: 'lifeboat.dev/download/v1', guid, mode: 'AUTO', backup: 'nightly-4', objects: [], note: '' };
  const path = join(root, `metadata/lifeboat/downloads/${guid}.json`);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, JSON.stringify({ ...record, ...times }));
  return path;
}

async function prune(location: PlantedLocation, words: readonly string[], overrides: CliOverrides = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'lifeboat-policies-'));
  const texts = [
    document('StorageLocation', 'default', { filesystem: { path: location.root } }),
    document('BackupPolicy', 'nightly', { ttl: '720h', retention: { keepLast: 2 } }),
    document('PrunePolicy', 'tidy', {}),
  ];
  writeFileSync(join(folder, 'policies.yaml'), texts.join('\n---\n'));
  const call = ['prune', ...words, '--policies', folder, '--cluster-name', 'production'];
  const outcome = await lifeboat(call, { clock: new RunClock(on('11-21')), ...overrides });
  rmSync(folder, { recursive: true });
  return outcome;
}

describe('lifeboat prune', () => {
  it.each(['nightly', 'tidy', undefined])('says what it would do, and why, and does nothing: %s', async (name) => {
    using location = history();

    const { exitCode, stdout, stderr } = await prune(location, [...(name === undefined ? [] : [name]), '--dry-run']);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^nightly-4 +keep +not expired/m);
    expect(stdout).toMatch(/^nightly-3 +keep +one of the last 2 good ones/m);
    expect(stdout).toMatch(/^nightly-2 +delete +expired at 2026-10-02T02:17:00Z/m);
    expect(stdout.split('\n')).toHaveLength(6);
    expect(stderr).toContain('4 backups judged, 2 would be deleted');
    expect(location.names()).toHaveLength(7);
  });

  it('deletes what its count agrees with, and tells the result', async () => {
    using location = history();

    const { exitCode, stdout } = await prune(location, ['nightly', '--confirm', '2', '-o', 'json']);

    expect(exitCode).toBe(0);
    expect(problemsOfResult(stdout)).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({
      action: 'prune',
      phase: 'Completed',
      removal: { total: 2, removed: 2, kept: 0, finished: true },
      verdicts: [{ backup: 'nightly-4' }, { backup: 'nightly-3' }, { keep: false }, { keep: false }],
    });
    expect(location.names()).toEqual(['manual-1', 'nightly-0-adhoc', 'nightly-0-staging', 'nightly-3', 'nightly-4']);
  });

  it('forgets opened downloads that ended 30 days ago, says how many, and asks nobody for that alone', async () => {
    using location = plant({ name: 'nightly-4', startedAt: on('11-20') });
    const [old, open] = [openDownload(location, '1', '2020-01-01'), openDownload(location, '2', '2099-01-01')];

    const shown = await prune(location, ['nightly', '--dry-run', '-o', 'json']);
    const before = existsSync(old);
    const done = await prune(location, ['nightly', '-o', 'json']);
    openDownload(location, '1', '2020-01-01');
    const told = await prune(location, ['nightly']);
    const again = await prune(location, ['nightly']);
    const document = await prune(location, ['nightly', '-o', 'json']);

    expect(shown.stderr).toContain('1 backup judged, 0 would be deleted; 1 opened download would be forgotten');
    expect([JSON.parse(shown.stdout), before]).toMatchObject([{ downloads: 1 }, true]);
    expect(problemsOfResult(done.stdout)).toEqual([]);
    expect(JSON.parse(done.stdout)).toMatchObject({ phase: 'Completed', removal: { total: 0, downloads: 1 } });
    expect([existsSync(old), existsSync(open)]).toEqual([false, true]);
    expect(told.stdout).toContain('0 backups of 1 judged deleted, 1 opened download forgotten');
    expect(again.stderr).toContain('there is nothing to delete');
    expect(JSON.parse(document.stdout)).toMatchObject({ phase: 'Completed', removal: { total: 0, removed: 0 } });
  });

  it('spares what is held or extended, and says so', async () => {
    using location = history();
    await lifeboat(['hold', 'nightly-1', '--reason', 'audit', '--from', location.root]);
    await lifeboat(['extend', 'nightly-2', '--until', '2099-01-01', '--from', location.root]);

    const { stdout } = await prune(location, ['--dry-run']);

    expect(stdout).toMatch(/^nightly-1 +keep +held: audit$/m);
    expect(stdout).toMatch(/^nightly-2 +keep +not expired \(until 2099-01-01T00:00:00Z\)$/m);
  });

  it.each([
    ['nobody agreed', [], 64, 'Add --confirm 2'],
    ['another number is agreed to', ['--confirm', '3'], 64, '--confirm says 3'],
  ])('deletes nothing where %s', async (_, words, code, message) => {
    using location = history();

    const { exitCode, stderr } = await prune(location, words);

    expect(exitCode).toBe(code);
    expect(stderr).toContain(message);
    expect(location.names()).toHaveLength(7);
  });

  it('plays a policy through a history that never was', async () => {
    using location = history();

    const { stdout, stderr } = await prune(location, ['nightly', '--simulate', 'every 24h for 400 days', '-o', 'json']);

    expect(JSON.parse(stdout)).toMatchObject({ kind: 'VerdictList', made: 401, deleted: 371, most: 31 });
    expect(JSON.parse(stdout).items).toHaveLength(30);
    expect(stderr).toContain('401 backups made, 371 deleted, 30 kept; never more than 31 at once');
  });

  it.each(['every day', 'every 0h for 3 days', 'every 1m for 9 years', 'daily'])(
    'refuses the history %j',
    async (text) => {
      using location = history();

      expect(await prune(location, ['nightly', '--simulate', text])).toMatchObject({ exitCode: 64 });
    },
  );

  it('is what a PrunePolicy asks for by hand, too: nobody armed it', async () => {
    using location = history();
    const folder = mkdtempSync(join(tmpdir(), 'lifeboat-policies-'));
    const texts = [
      document('StorageLocation', 'default', { filesystem: { path: location.root } }),
      document('BackupPolicy', 'nightly', {}),
      document('PrunePolicy', 'tidy', {}),
    ];
    writeFileSync(join(folder, 'p.yaml'), texts.join('\n---\n'));

    const { exitCode, stderr } = await lifeboat(['run', 'tidy', '--policies', folder], {
      clock: new RunClock(on('11-21')),
    });

    rmSync(folder, { recursive: true });
    expect(exitCode).toBe(64);
    expect(stderr).toContain('Run lifeboat prune tidy');
    expect(location.names()).toHaveLength(7);
  });
});
