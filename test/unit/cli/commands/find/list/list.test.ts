import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lifeboat } from '../../../../../support/cli-rig.ts';
import { makeBackup } from '../../../../../support/make-backup.ts';
import { type FolderLocation, goldenLocation } from '../../../../../support/golden-location.ts';

let golden: FolderLocation;
let folder: string;

beforeAll(() => {
  golden = goldenLocation();
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-list-'));
});

afterAll(() => {
  golden[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

describe('backups that Velero made', () => {
  it('are listed, newest first', async () => {
    const { exitCode, stdout, stderr } = await lifeboat(['list', '--from', golden.root]);

    const lines = stdout.trimEnd().split('\n');
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(lines).toHaveLength(14);
    expect(lines[0]).toMatch(/^NAME +PHASE +POLICY +STARTED +ITEMS +ERRORS +WARNINGS +EXPIRES$/);
    expect(lines[1]).toMatch(/^versions-full +Completed +- +2026-11-21T09:56:11Z +401 +0 +0 +in 29 d 21 h$/);
    expect(lines.at(-1)).toMatch(/^full +Completed/);
  });

  it('are one document each in JSON', async () => {
    const { stdout } = await lifeboat(['list', 'policy', '--from', golden.root, '-o', 'json']);

    expect(JSON.parse(stdout)).toEqual({
      apiVersion: 'lifeboat.dev/v1alpha1',
      kind: 'BackupList',
      sources: ['location'],
      total: 1,
      items: [
        {
          name: 'policy',
          location: 'default',
          source: 'location',
          phase: 'PartiallyFailed',
          madeBy: 'velero',
          startedAt: '2026-11-21T09:56:02Z',
          completedAt: '2026-11-21T09:56:02Z',
          expiresAt: '2026-12-21T09:56:02Z',
          items: 104,
          bytes: expect.any(Number) as number,
          errors: 1,
          warnings: 0,
          formatVersion: '1.1.0',
          entityType: 'namespace',
        },
      ],
      uncommitted: [],
      unreadable: [],
    });
  });

  it.each([
    [
      ['--phase', 'partiallyfailed'],
      ['missing-namespace', 'policy'],
    ],
    [
      ['full', 'selector'],
      ['selector', 'full'],
    ],
    [['backups', 'full'], ['full']],
    [['--policy', 'nightly'], []],
    [
      ['--name', 'full,selector'],
      ['selector', 'full'],
    ],
    [['--name-like', '%filtered', '--order-by', 'name'], ['unfiltered']],
    [
      ['--name-regex', '^(full|pol)', '--order-by', 'name'],
      ['full', 'policy'],
    ],
    [['--state', 'FAILED'], []],
    [
      ['--state', 'PARTIAL_SUCCESS', '--direction', 'asc'],
      ['policy', 'missing-namespace'],
    ],
    [['--entity', 'namespace/nowhere', '--entity-type', 'namespace'], []],
    [
      ['--entity', 'ns/beta', '--entity-type', 'namespace'],
      ['missing-namespace', 'excluded-resources'],
    ],
    [
      ['--entity-type', 'CLOUD'],
      ['versions-full', 'unfiltered-all-cluster-scoped', 'unfiltered', 'full'],
    ],
    [['--entity-type', 'APP', '--name-like', 'sel%'], ['selector']],
    [['--project', 'shop'], []],
    [['--filter', 'bytes>40Ki,bytes<45Ki,errors>0'], ['policy']],
    [['--order-by', 'items', '--size', '1'], ['versions-full']],
    [['--since', '2026-11-22'], []],
    [['--until', '2026-11-21T09:55:48Z'], ['full']],
  ])('are narrowed down by %j', async (args, names) => {
    const { stdout } = await lifeboat(['get', ...args, '--from', golden.root, '-o', 'name']);

    expect(stdout.split('\n').filter(Boolean)).toEqual(names);
  });

  it('may be none, which is told wherever tables are', async () => {
    const words = ['list', '--from', golden.root, '--policy', 'nobody'];

    const outcomes = await Promise.all([lifeboat(words), lifeboat([...words, '-o', 'wide'])]);

    for (const { exitCode, stderr } of outcomes) expect([exitCode, stderr]).toEqual([0, 'No backups found.\n']);
  });

  it('may be fewer than the pages before', async () => {
    const words = ['list', '--from', golden.root, '--size', '5', '--page', '9'];

    const { exitCode, stdout, stderr } = await lifeboat(words);

    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: 'No backups on page 9: there are 13 on 3 pages.\n',
    });
  });

  it.each([
    [
      ['--phase', 'Completd'],
      64,
      'Error: --phase: there is no phase "Completd" (usage)\nHint: Did you mean Completed?',
    ],
    [['--phase', 'xyz'], 64, 'Hint: The phases are New, '],
    [['--state', 'xyz'], 64, 'Hint: The phases are New, '],
    [['--filter', 'colour=red'], 64, 'Hint: The keys are name, state, policy, '],
    [['--order-by', 'colour'], 64, 'There is no key "colour" here'],
    [['--name-regex', '('], 64, '--name-regex: "(" is no regular expression of RE2'],
    [['--entity', 'shop'], 64, 'Write namespace/<name>, cluster/<name>'],
    [['--entity-type', 'OS_AGENT'], 64, 'Hint: The types are cluster, cloud, namespace'],
    [['--continue', 'x', '--size', '1'], 64, 'Give back what "continue" said'],
    [['--finished'], 64, '--finished does not narrow this list down'],
    [['ful'], 66, '(backup-not-found)\nHint: Did you mean full?\n'],
    [['backups', 'full', 'nosuch'], 66, 'There is no backup nosuch in file://'],
    [['polices'], 66, 'Hint: Did you mean lifeboat list policies?\n'],
  ])('are not asked for in vain: %j', async (args, code, told) => {
    const { exitCode, stdout, stderr } = await lifeboat(['list', ...args, '--from', golden.root]);

    expect([exitCode, stdout]).toEqual([code, '']);
    expect(stderr).toContain(told);
  });

  it('are told with their origin under wide, in colour on a terminal', async () => {
    const { stdout } = await lifeboat(['ls', 'full', '--from', golden.root, '-o', 'wide', '--no-headers'], {
      isTerminal: true,
    });

    expect(stdout.startsWith('full   \u001B[32mCompleted\u001B[39m   -   ')).toBe(true);
    expect(stdout).toMatch(/ 1 s +\d+ KiB +- +default +velero +1\.1\.0 +location\n$/);
  });
});

describe('our own backups', () => {
  it('are found by project, cluster and policy', async () => {
    const root = join(folder, 'projects');
    await makeBackup(root, 'nightly-20261121021700', { labels: { 'lifeboat.dev/project': 'billing' } });

    for (const words of [
      '--project=billing',
      '--cluster=production',
      '--entity=policy/nightly',
      '--entity=cluster/production',
      '--entity=project/billing',
    ]) {
      expect((await lifeboat(['list', words, '--from', root, '-o', 'name'])).stdout).toBe('nightly-20261121021700\n');
      expect((await lifeboat(['list', `${words}-other`, '--from', root, '-o', 'name'])).stdout).toBe('');
    }
  });

  it('are listed with policy and cluster', async () => {
    const root = join(folder, 'ours');
    await makeBackup(root, 'nightly-20261121021700');

    const { stdout } = await lifeboat(['list', '--from', './ours', '--policy', 'nightly', '-o', 'wide'], {
      cwd: folder,
    });

    expect(stdout.split('\n')[1]).toMatch(
      /^nightly-20261121021700 +Completed +nightly +2026-11-21T02:17:00Z +\d+ .* production +default +lifeboat +1\.1\.0 +location$/,
    );
  });

  it('are not found by name while they are unfinished', async () => {
    const root = join(folder, 'unfinished');
    mkdirSync(join(root, 'backups/unfinished'), { recursive: true });
    writeFileSync(join(root, 'backups/unfinished/unfinished.tar.gz'), '');

    const { exitCode, stderr } = await lifeboat(['list', 'unfinished', '--from', root]);

    expect(exitCode).toBe(66);
    expect(stderr).toContain('was never finished, or is being made now');
  });

  it('are told apart from folders that are no backup', async () => {
    const root = join(folder, 'leftovers');
    await makeBackup(root, 'good');
    mkdirSync(join(root, 'backups/unfinished'));
    writeFileSync(join(root, 'backups/unfinished/unfinished.tar.gz'), '');
    mkdirSync(join(root, 'backups/broken'));
    writeFileSync(join(root, 'backups/broken/velero-backup.json'), '{');

    const table = await lifeboat(['list', '--from', root]);
    const json = await lifeboat(['list', '--from', root, '-o', 'json']);

    expect(table.stdout).not.toContain('unfinished');
    expect(table.stderr).toContain('In default, not committed (unfinished, or at work now): unfinished\n');
    expect(table.stderr).toContain('In default, unreadable: broken: ');
    expect(JSON.parse(json.stdout)).toMatchObject({
      items: [{ name: 'good' }],
      uncommitted: [{ name: 'unfinished', location: 'default' }],
      unreadable: [{ name: 'broken' }],
    });
  });
});
