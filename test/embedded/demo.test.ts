import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('the demo backs a small shop up, loses a namespace, and brings it back as it was', () => {
  const demo = fileURLToPath(new URL('../demo/demo.ts', import.meta.url));

  const { status, stdout, stderr } = spawnSync(process.execPath, [demo], { encoding: 'utf8' });
  const folder = /below (\S+)\/backups:/.exec(stdout)?.[1];
  if (folder !== undefined) rmSync(folder, { recursive: true });

  expect([status, stderr.includes('error')]).toEqual([0, false]);
  for (const shown of [
    'exit code 0',
    'velero-backup.json',
    'lifeboat.dev/phase: Completed',
    'immutable: true',
    '"terminal": true',
    'of policy nightly: Completed',
    'claims NOT protected',
    'to create',
    'objects are as they were',
    'lifeboat -- list --from',
  ]) {
    expect(stdout).toContain(shown);
  }
});
