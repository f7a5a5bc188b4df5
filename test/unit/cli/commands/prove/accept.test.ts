import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lifeboat } from '../../../../support/cli-rig.ts';
import { goldenLocation } from '../../../../support/golden-location.ts';

/** Makes a backup one that a guard has quarantined. */
function quarantine(root: string, name: string, errors = 1): void {
  const path = join(root, 'backups', name, 'velero-backup.json');
  const document = JSON.parse(readFileSync(path, 'utf8')) as Record<'metadata' | 'status', Record<string, unknown>>;
  document.metadata['annotations'] = { 'lifeboat.dev/quarantined': 'It has 4 items instead of 300' };
  Object.assign(document.status, { phase: 'PartiallyFailed', errors });
  writeFileSync(path, JSON.stringify(document));
}

async function phaseOf(root: string, name: string): Promise<string> {
  const { stdout } = await lifeboat(['list', '--from', root, '--no-headers']);
  return stdout.split('\n').find((line) => line.startsWith(`${name} `)) ?? '';
}

describe('lifeboat accept', () => {
  it('ends a quarantine, and says so once more where it is ended already', async () => {
    using location = goldenLocation();
    quarantine(location.root, 'full');
    const before = await phaseOf(location.root, 'full');

    const first = await lifeboat(['accept', 'full', '--from', location.root, '--reason', 'moved']);
    const second = await lifeboat(['accept', 'full', '--from', location.root]);

    expect(before).toContain('PartiallyFailed (quarantined)');
    expect(first).toMatchObject({ exitCode: 0, stderr: 'full is accepted: it counts as a good one\n' });
    expect(second).toMatchObject({ exitCode: 0, stderr: 'full was accepted already\n' });
    expect(await phaseOf(location.root, 'full')).not.toContain('quarantined');
    const { stdout } = await lifeboat(['describe', 'full', '--from', location.root]);
    expect(stdout).toContain('accepted. It has 4 items instead of 300');
  });

  it('says what else keeps a backup from being a good one', async () => {
    using location = goldenLocation();
    quarantine(location.root, 'full', 3);

    const { stderr } = await lifeboat(['accept', 'full', '--from', location.root]);

    expect(stderr).toBe('full is accepted: it is still PartiallyFailed, because of 2 other errors\n');
  });

  it('refuses a backup that nobody quarantined, and then accepts none of those that are named with it', async () => {
    using location = goldenLocation();
    quarantine(location.root, 'full');

    const { exitCode, stderr } = await lifeboat(['accept', 'full', 'selector', '--from', location.root]);

    expect(exitCode).toBe(64);
    expect(stderr).toContain('selector is not quarantined');
    expect(await phaseOf(location.root, 'full')).toContain('quarantined');
  });
});
