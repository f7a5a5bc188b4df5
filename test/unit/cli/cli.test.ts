import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RunError } from '../../../src/domain/problem.ts';
import { lifeboat } from '../../support/cli-rig.ts';

const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

describe('the command', () => {
  it('is unknown: usage, with the nearest name', async () => {
    const outcome = await lifeboat(['lst', '--from', '.']);

    expect(outcome).toEqual({
      exitCode: 64,
      stdout: '',
      stderr: 'Error: Unknown command "lst" (usage)\nHint: Did you mean lifeboat list?\n',
    });
  });

  it('is found by its alias', async () => {
    const { stdout } = await lifeboat(['snapshots', '--help']);

    expect(stdout).toMatch(/^List backups/);
  });

  it('must come before its flags', async () => {
    const { exitCode, stderr } = await lifeboat(['--quiet', 'list']);

    expect(exitCode).toBe(64);
    expect(stderr).toContain('Hint: Flags follow the command: lifeboat list --quiet');
  });

  it('is missing: help on stderr, and no success, because a Job without arguments did nothing', async () => {
    const { exitCode, stdout, stderr } = await lifeboat([]);

    expect(exitCode).toBe(64);
    expect(stdout).toBe('');
    expect(stderr).toContain('Commands:');
  });

  it.each([['--help'], ['-h'], ['help']])('%s shows every command on stdout', async (...argv) => {
    const { exitCode, stdout, stderr } = await lifeboat(argv);

    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    for (const name of ['run', 'backup', 'list', 'describe', 'logs', 'validate', 'version', 'completion', 'help']) {
      expect(stdout).toMatch(new RegExp(`^  .*\\b${name}\\b`, 'm'));
    }
  });

  it('--version is version', async () => {
    const { stdout } = await lifeboat(['--version']);

    expect(stdout).toMatch(/^lifeboat \d+\.\d+\.\d+ \(Node /);
  });
});

describe('an error', () => {
  it('names the nearest flag and shows a right call', async () => {
    const { exitCode, stderr } = await lifeboat(['describe', 'x', '--form', '.']);

    expect(exitCode).toBe(64);
    expect(stderr).toBe(
      'Error: Unknown flag --form (usage)\nHint: Did you mean --from?\nExample: lifeboat describe nightly-20261121021700 --from ./backups\n',
    );
  });

  it.each([
    [['list', '--from', 'gs://x', '-o', 'json'], {}],
    [['list', '--from', 'gs://x', '-ojson'], {}],
    [['list', '--from', 'gs://x', '--output=json'], {}],
    [['list', '--from', 'gs://x'], { LIFEBOAT_OUTPUT: 'json' }],
    [['downloads', 'list', '--from', 'gs://x', '--json'], {}],
    [['delete', 'x', '--from', 'gs://x', '-o', 'json'], {}],
  ])('is a JSON document under %j %j', async (argv, env) => {
    const { exitCode, stdout, stderr } = await lifeboat(argv, { env });

    expect(exitCode).toBe(64);
    expect(stdout).toBe('');
    expect(JSON.parse(stderr)).toMatchObject({
      apiVersion: 'lifeboat.dev/v1alpha1',
      kind: 'Error',
      code: 'usage',
      message: 'Cannot keep backups at gs://',
      exitCode: 64,
    });
  });

  it('of a run without a terminal is the last line of its JSON log', async () => {
    const { exitCode, stderr } = await lifeboat(['run']);

    const last: unknown = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
    expect(exitCode).toBe(64);
    expect(last).toMatchObject({ level: 'error', code: 'usage', exitCode: 64 });
  });

  it('is told by the reason that the call was stopped for', async () => {
    const signal = AbortSignal.abort(new RunError('terminated', 'Stopped by SIGTERM'));

    const { exitCode, stderr } = await lifeboat(['list', '--from', '/tmp'], { signal });

    expect(exitCode).toBe(143);
    expect(stderr).toBe('Error: Stopped by SIGTERM (terminated)\n');
  });

  it('is red on a terminal, unless NO_COLOR is set', async () => {
    const coloured = await lifeboat(['list', '--from', 'gs://x'], { isTerminal: true });
    const plain = await lifeboat(['list', '--from', 'gs://x'], { isTerminal: true, env: { NO_COLOR: '1' } });

    expect(coloured.stderr).toContain('\u001B[31mError:\u001B[39m');
    expect(plain.stderr).not.toContain('\u001B');
  });
});

describe('the environment', () => {
  it('is warned about when a variable is misspelt', async () => {
    const { exitCode, stderr } = await lifeboat(['version'], { env: { LIFEBOAT_CLUSTER_NAM: 'x' } });

    expect(exitCode).toBe(0);
    expect(stderr).toContain('unknown variable has no effect  variable=LIFEBOAT_CLUSTER_NAM');
    expect(stderr).toContain('nearest=LIFEBOAT_CLUSTER_NAME');
  });

  it('may hold what only other commands know', async () => {
    const { stderr } = await lifeboat(['version'], { env: { LIFEBOAT_CLUSTER_NAME: 'x', LIFEBOAT_LOG_LEVEL: 'info' } });

    expect(stderr).toBe('');
  });

  it('sets the level of the log', async () => {
    const { stderr } = await lifeboat(['version'], { env: { LIFEBOAT_LOG_LEVEL: 'error', LIFEBOAT_XYZ: '' } });

    expect(stderr).toBe('');
  });
});

it('calls itself by the plugin’s name where it is one', async () => {
  const { stdout } = await lifeboat(['list', '--help'], { program: 'kubectl lifeboat' });

  expect(stdout).toContain('\n  kubectl lifeboat list [<names>…] [flags]\n');
});

it('row 51: finishes its work although nobody reads to the end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lifeboat-pipe-'));

  const said = execFileSync(
    'bash',
    ['-c', `"${process.execPath}" "${MAIN}" help environment | head -1; echo "\${PIPESTATUS[0]}"`],
    { cwd: folder, encoding: 'utf8' },
  );

  rmSync(folder, { recursive: true });
  expect(said).toBe('Variables:\n0\n');
});

describe('output that cannot be written', () => {
  it('is no success', () => {
    const { status, stderr } = spawnLifeboat(['version'], '/dev/full');

    expect(status).toBe(73);
    expect(stderr).toMatch(/^Error: Cannot write the output: ENOSPC.* \(cannot-write\)\nHint: /);
  });

  it('does not hide what the call came to', () => {
    const { status, stderr } = spawnLifeboat(['validate', fileURLToPath(import.meta.url)], '/dev/full');

    expect(status).toBe(78);
    expect(stderr).toContain('(cannot-write)');
  });
});

/** Runs the program itself, its standard output in a file. */
function spawnLifeboat(args: readonly string[], stdout: string) {
  const output = openSync(stdout, 'w');
  try {
    return spawnSync(process.execPath, [MAIN, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', output, 'pipe'],
      env: {},
    });
  } finally {
    closeSync(output);
  }
}
