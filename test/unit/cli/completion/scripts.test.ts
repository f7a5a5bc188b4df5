import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { complete } from '../../../../src/cli/completion/complete.ts';
import { completionScript, SHELLS } from '../../../../src/cli/completion/scripts.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-completion-'));
  mkdirSync(join(folder, 'some-folder'));
  mkdirSync(join(folder, 'with a space'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What bash offers after a line is typed, with a stand-in that answers what the command line would. */
async function offeredByBash(...words: string[]): Promise<string[]> {
  writeFileSync(join(folder, 'answer'), await complete(words));
  writeFileSync(join(folder, 'lifeboat'), `#!/bin/sh\ncat "${folder}/answer"\n`);
  chmodSync(join(folder, 'lifeboat'), 0o755);
  writeFileSync(
    join(folder, 'test.bash'),
    `${completionScript('bash')}
PATH="${folder}:$PATH"; compopt() { :; }
COMP_WORDS=(lifeboat ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
__lifeboat_complete; printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
  return execFileSync('bash', [join(folder, 'test.bash')], { encoding: 'utf8', cwd: folder })
    .trimEnd()
    .split('\n');
}

it('bash completes commands, flags and choices', async () => {
  expect(await offeredByBash('des')).toEqual(['describe']);
  expect(await offeredByBash('list', '--from-')).toEqual(['--from-cluster']);
  expect(await offeredByBash('list', '-o', 'y')).toEqual(['yaml']);
});

it('bash completes folders by itself where a folder is asked for', async () => {
  expect(await offeredByBash('list', '--from', 'some')).toEqual(['some-folder']);
  expect(await offeredByBash('list', '--from', '=', 'some')).toEqual(['some-folder']);
  expect(await offeredByBash('list', '--from', '=')).toEqual(['some-folder', 'with a space']);
});

it('bash completes a folder whose name has spaces as the one word that it is', async () => {
  expect(await offeredByBash('list', '--from', 'with')).toEqual(['with a space']);
});

it('bash completes the fields of policies step by step', async () => {
  expect(await offeredByBash('explain', 'BackupPolicy.spec.retention.keepW')).toEqual([
    'BackupPolicy.spec.retention.keepWeekly',
    'BackupPolicy.spec.retention.keepWithin',
  ]);
});

it.each(SHELLS)('there is a script for %s that asks the program', (shell) => {
  expect(completionScript(shell)).toContain('lifeboat __complete');
});
