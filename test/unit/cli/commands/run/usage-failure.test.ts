import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lifeboat } from '../../../../support/cli-rig.ts';
import { problemsOfResult } from '../../../../support/result-schema.ts';

const POD = {
  LIFEBOAT_RUN_NAMESPACE: 'lifeboat',
  LIFEBOAT_RUN_JOB_NAME: 'nightly-now',
  LIFEBOAT_RUN_JOB_UID: '3f9c21ab-5b1e-4c57-9d0e-2b6a5e0c7d11',
  LIFEBOAT_RUN_POD_NAME: 'nightly-now-x7k2p',
  LIFEBOAT_RUN_POD_UID: 'a0d3c9a4-7a0d-4a6b-8f0e-0c8d6b1f2e33',
};

let folder: string;
let statusFile: string;
let terminationLog: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-usage-'));
  statusFile = join(folder, 'status.json');
  terminationLog = join(folder, 'termination');
});
afterEach(() => rmSync(folder, { recursive: true }));

function podEnv() {
  return { ...POD, LIFEBOAT_TERMINATION_LOG: terminationLog, LIFEBOAT_STATUS_DIR: folder };
}

describe('a run whose words make no sense', () => {
  it.each([
    ['an unknown flag', ['run', 'nightly', '--tiemout', '1h'], 'Unknown flag --tiemout'],
    ['a value that is none', ['run', 'nightly', '--timeout', '30d'], '--timeout: "30d"'],
    ['a second policy', ['run', 'nightly', 'weekly'], 'Unexpected argument "weekly"'],
    ['an unknown command', ['rnu', 'nightly'], 'Unknown command "rnu"'],
  ])('tells so in status file and termination message: %s', async (_what, argv, message) => {
    const { exitCode, stdout, stderr } = await lifeboat(argv, { env: podEnv() });

    expect([exitCode, stdout]).toEqual([64, '']);
    expect(stderr).toContain(message.replaceAll('"', stderr.startsWith('{') ? '\\"' : '"'));
    const status = readFileSync(statusFile, 'utf8');
    expect(problemsOfResult(status)).toEqual([]);
    expect(JSON.parse(status)).toMatchObject({
      runId: POD.LIFEBOAT_RUN_JOB_UID,
      phase: 'Failed',
      terminal: true,
      exitCode: 64,
      reason: 'usage',
      message: expect.stringContaining(message),
      pod: { name: POD.LIFEBOAT_RUN_POD_NAME },
    });
    expect(readFileSync(terminationLog, 'utf8').startsWith(message)).toBe(true);
    expect(readFileSync(terminationLog, 'utf8')).toMatch(/\nphase=Failed\nexitCode=64\nreason=usage\n/);
  });

  it('names no result ConfigMap, because there is none', async () => {
    await lifeboat(['run', '--bogus'], { env: podEnv() });

    expect(readFileSync(terminationLog, 'utf8')).not.toContain('result=');
  });

  it('tells so although the Pod says only a part of who it is', async () => {
    const { exitCode } = await lifeboat(['run', 'nightly'], { env: { ...podEnv(), LIFEBOAT_RUN_JOB_UID: '' } });

    expect(exitCode).toBe(64);
    expect(readFileSync(terminationLog, 'utf8')).toMatch(/^The Pod tells only a part of who it is\n/);
    expect(problemsOfResult(readFileSync(statusFile, 'utf8'))).toEqual([]);
  });

  it.each([
    ['--status-dir', 'DIR'],
    ['--status-dir=DIR', undefined],
  ])('finds the status directory among its words: %s', async (flag, value) => {
    const words = [flag, value].flatMap((word) => word?.replace('DIR', folder) ?? []);

    const { exitCode } = await lifeboat(['backup', ...words, '--bogus'], {});

    expect(exitCode).toBe(64);
    expect(JSON.parse(readFileSync(statusFile, 'utf8'))).toMatchObject({ reason: 'usage', trigger: 'Workstation' });
    expect(existsSync(terminationLog)).toBe(false);
  });

  it('keeps its exit code where neither can be written', async () => {
    const env = { ...podEnv(), LIFEBOAT_STATUS_DIR: join(folder, 'missing'), LIFEBOAT_TERMINATION_LOG: folder };

    const { exitCode, stderr } = await lifeboat(['run', 'nightly', '--bogus'], { env });

    expect(exitCode).toBe(64);
    expect(stderr).toContain('Cannot write');
    expect(stderr).toContain('Unknown flag --bogus');
  });
});

it('a misspelt command that is nobody’s run leaves the status file of the last run alone', async () => {
  const lookup = await lifeboat(['lst'], { env: { LIFEBOAT_STATUS_DIR: folder } });
  const flag = await lifeboat(['list', '--bogus'], { env: podEnv() });

  expect([lookup.exitCode, flag.exitCode]).toEqual([64, 64]);
  expect(existsSync(statusFile)).toBe(false);
  expect(existsSync(terminationLog)).toBe(false);
});
