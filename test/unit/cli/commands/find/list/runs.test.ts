import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocation } from '../../../../../../src/cli/compose.ts';
import type { RunResult } from '../../../../../../src/domain/result/result.ts';
import { aRunResult, aStorageLocation } from '../../../../../support/builders.ts';
import { lifeboat } from '../../../../../support/cli-rig.ts';
import { aContext } from '../../../../../support/context.ts';
import { goldenLocation } from '../../../../../support/golden-location.ts';
import { problemsOfList } from '../../../../../support/list-schema.ts';

const BACKUP = { name: 'nightly-20261121021700', folder: 'backups/nightly-20261121021700/', committed: true, items: 3 };
const RESTORE = {
  name: 'nightly-20261121080000-33aa33',
  mode: 'Apply',
  backup: BACKUP.name,
  ended: { created: 5 },
  labels: { team: 'shop' },
} as const;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-runs-'));
  const ctx = aContext();
  const provider = { type: 'filesystem', path: folder } as const;
  const place = await openLocation(ctx, aStorageLocation({ provider }), { forWriting: true });
  const { backups } = place;
  const keep = async (run: Partial<RunResult>) => backups.putRunRecord(ctx, aRunResult(run));
  const { policy: _, ...unpolicied } = aRunResult();
  await keep({ runId: '11aa11aa-0000', backup: { ...BACKUP, archiveBytes: 4096 } });
  await keep({
    runId: '22bb22bb-0000',
    phase: 'Failed',
    exitCode: 74,
    reason: 'storage-unavailable',
    project: 'billing',
    scheduledFor: '2026-11-20T02:17:00Z',
    startedAt: '2026-11-20T02:17:01Z',
    completedAt: '2026-11-20T02:19:01Z',
  });
  await backups.putRunRecord(ctx, {
    ...unpolicied,
    runId: '33aa33aa-0000',
    action: 'restore',
    restore: RESTORE,
    scheduledFor: '2026-11-21T08:00:00Z',
    startedAt: '2026-11-21T08:00:00Z',
    completedAt: '2026-11-21T08:01:00Z',
  });
  for (const name of [RESTORE.name, 'from-velero']) {
    await backups.putRestore(ctx, {
      name,
      backup: BACKUP.name,
      entries: { errors: [], warnings: [] },
      log: Buffer.from(''),
      items: [],
    });
  }
  await place.close();
  writeFileSync(
    join(folder, 'policies.yaml'),
    [
      'apiVersion: lifeboat.dev/v1alpha1',
      'kind: StorageLocation',
      'metadata: {name: default}',
      `spec: {filesystem: {path: ${folder}}}`,
      '---',
      'apiVersion: lifeboat.dev/v1alpha1',
      'kind: StorageLocation',
      'metadata: {name: elsewhere}',
      `spec: {filesystem: {path: ${folder}/nowhere}}`,
      '---',
      'apiVersion: lifeboat.dev/v1alpha1',
      'kind: BackupPolicy',
      'metadata: {name: nightly}',
      "spec: {storageLocation: default, schedule: '17 2 * * *', includedNamespaces: [shop]}",
      '---',
      'apiVersion: lifeboat.dev/v1alpha1',
      'kind: BackupPolicy',
      'metadata: {name: broken}',
      'spec: {wrong: true}',
    ].join('\n'),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

async function list(...words: readonly string[]) {
  return lifeboat(['list', ...words, '--from', folder]);
}

async function items(...words: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const { stdout, stderr } = await list(...words, '-o', 'json');
  expect([problemsOfList(stdout), stderr]).toEqual([[], '']);
  return (JSON.parse(stdout) as { items: Record<string, unknown>[] }).items;
}

describe('list runs', () => {
  it('tells from the location alone every run that left a record, newest first', async () => {
    const found = await items('runs');

    expect(found.map(({ name, action, source }) => [name, action, source])).toEqual([
      ['33aa33aa-0000', 'restore', 'location'],
      ['11aa11aa-0000', 'backup', 'location'],
      ['22bb22bb-0000', 'backup', 'location'],
    ]);
    expect(found[1]).toMatchObject({ backup: BACKUP.name, bytes: 4096, exitCode: 0, policy: 'nightly' });
  });

  it.each([
    [['--state', 'FAILED'], ['22bb22bb-0000']],
    [['--policy', 'nightly', '--since', '2026-11-21'], ['11aa11aa-0000']],
    [['--filter', 'took>1m30s'], ['22bb22bb-0000']],
    [['--filter', 'reason=storage-unavailable|busy,exitCode=74'], ['22bb22bb-0000']],
    [
      ['--backup', BACKUP.name, '--order-by', 'name'],
      ['11aa11aa-0000', '33aa33aa-0000'],
    ],
    [['--project', 'billing'], ['22bb22bb-0000']],
    [['--finished=false'], []],
    [['11aa11'], ['11aa11aa-0000']],
    [['--order-by', 'took', '--size', '1'], ['22bb22bb-0000']],
  ])('is narrowed down by %j', async (words, names) => {
    const { stdout } = await list('runs', ...words, '-o', 'name');

    expect(stdout.split('\n').filter(Boolean)).toEqual(names);
  });

  it('goes on where a page ended', async () => {
    const first = await list('runs', '--size', '2', '-o', 'json');
    const { total, pages, page, continue: token } = JSON.parse(first.stdout) as Record<string, unknown>;
    const second = await items('runs', '--size', '2', '--continue', String(token));

    expect([total, pages, page]).toEqual([3, 2, 1]);
    expect(second.map(({ name }) => name)).toEqual(['22bb22bb-0000']);
  });

  it('says what it cannot narrow down by', async () => {
    const outcomes = await Promise.all([
      list('locations', '--project', 'a'),
      list('runs', 'ffffffff'),
      list('runs', '--filter', 'colour=red'),
    ]);

    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([64, 66, 64]);
    expect(outcomes[0]?.stderr).toContain('--project does not narrow this list down: its rows have no project');
    expect(outcomes[2]?.stderr).toContain('The keys are name, action, state,');
  });
});

describe('list restores', () => {
  it('has those that runs tell of, and those that left nothing but files', async () => {
    const found = await items('restores');

    expect(found).toEqual([
      expect.objectContaining({ name: RESTORE.name, phase: 'Completed', backup: BACKUP.name, mode: 'Apply', items: 5 }),
      expect.objectContaining({ name: 'from-velero', phase: 'Unknown' }),
    ]);
    expect(await items('restores', '--name-like', '%velero')).toHaveLength(1);
  });

  it('finds restores, and their runs, by the labels that they were asked to have', async () => {
    const refused = await list('locations', '-l', 'team=shop');
    const wrong = await list('restores', '--selector', 'team in');

    expect(await items('restores', '-l', 'team=shop')).toMatchObject([{ name: RESTORE.name }]);
    expect(await items('restores', '--selector', 'team!=shop')).toMatchObject([{ name: 'from-velero' }]);
    expect(await items('runs', '--selector', 'team')).toMatchObject([{ name: '33aa33aa-0000' }]);
    expect(refused).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('its rows have no labels') });
    expect(wrong).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('is no label selector: team in') });
  });
});

describe('list locations and policies', () => {
  it('tells which locations can be read', async () => {
    const { stdout } = await lifeboat(['list', 'locations', '--policies', join(folder, 'policies.yaml'), '-o', 'json']);

    expect(problemsOfList(stdout)).toEqual([]);
    expect((JSON.parse(stdout) as { items: unknown[] }).items).toMatchObject([
      { name: 'default', phase: 'Available', backups: 0 },
      { name: 'elsewhere', phase: 'Unavailable', message: expect.any(String) as string },
    ]);
  });

  it('tells which policies are valid, and when they are due next', async () => {
    const { stdout } = await lifeboat(['list', 'policies', '--policies', join(folder, 'policies.yaml'), '-o', 'json']);

    expect(problemsOfList(stdout)).toEqual([]);
    expect((JSON.parse(stdout) as { items: unknown[] }).items).toMatchObject([
      { name: 'broken', kind: 'BackupPolicy', valid: false },
      { name: 'default', kind: 'StorageLocation', valid: true },
      { name: 'elsewhere', kind: 'StorageLocation' },
      { name: 'nightly', valid: true, storageLocation: 'default', nextDue: '2026-11-22T02:17:00Z' },
    ]);
  });
});

it.each(['runs', 'restores'])('says where it looked for %s, and found none', async (kind) => {
  using golden = goldenLocation();

  const { exitCode, stderr } = await lifeboat(['list', kind, '--from', golden.root]);

  expect(exitCode).toBe(0);
  expect(stderr).toBe(`No ${kind} found in file://${golden.root}.\n`);
});
