import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lifeboat } from '../../../../support/cli-rig.ts';

const POD = {
  LIFEBOAT_RUN_NAMESPACE: 'lifeboat',
  LIFEBOAT_RUN_JOB_NAME: 'nightly-now',
  LIFEBOAT_RUN_JOB_UID: '3f9c21ab-5b1e-4c57-9d0e-2b6a5e0c7d11',
  LIFEBOAT_RUN_POD_NAME: 'nightly-now-x7k2p',
  LIFEBOAT_RUN_POD_UID: 'a0d3c9a4-7a0d-4a6b-8f0e-0c8d6b1f2e33',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-run-'));
  writeFileSync(join(folder, 'kubeconfig'), 'kind: Config');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a cluster that cannot be opened', () => {
  it('is told by status file, termination message and exit code of a Pod', async () => {
    const env = { ...POD, LIFEBOAT_TERMINATION_LOG: join(folder, 'termination'), LIFEBOAT_STATUS_DIR: folder };

    const { exitCode, stdout } = await lifeboat(['run', 'nightly', '--kubeconfig', join(folder, 'kubeconfig')], {
      env,
    });

    expect([exitCode, stdout]).toEqual([64, '']);
    expect(JSON.parse(readFileSync(join(folder, 'status.json'), 'utf8'))).toMatchObject({
      phase: 'Failed',
      terminal: true,
      exitCode: 64,
      reason: 'usage',
      message: expect.stringContaining('it has no current context'),
    });
    expect(readFileSync(join(folder, 'termination'), 'utf8')).toMatch(
      /no current context[^]*\nexitCode=64\nreason=usage\n/,
    );
  });

  it('leaves a run by hand without effect on its location', async () => {
    const words = ['backup', '--to', join(folder, 'backups'), '-o', 'json', '--kubeconfig', join(folder, 'not-there')];

    const { exitCode, stdout, stderr } = await lifeboat(words);

    expect(exitCode).toBe(64);
    expect(JSON.parse(stdout)).toMatchObject({ phase: 'Failed', reason: 'usage' });
    expect(stderr).toContain('not-there');
    expect(existsSync(join(folder, 'backups'))).toBe(false);
  });
});
