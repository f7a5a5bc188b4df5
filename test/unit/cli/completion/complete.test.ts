import { expect, it } from 'vitest';
import { complete } from '../../../../src/cli/completion/complete.ts';

async function candidates(...words: string[]): Promise<string[]> {
  const answer = await complete(words);
  return answer.split('\n').map((line) => line.split('\t')[0] ?? '');
}

it('offers commands, with what they do', async () => {
  expect(await complete(['lo'])).toBe(
    'logs\tPrint the log of a run: of its Pod while there is one, the stored one after\n:4\n',
  );
});

it('offers every command at the start', async () => {
  expect(await candidates('')).toEqual(expect.arrayContaining(['run', 'backup', 'list', 'help', ':4']));
});

it('offers the flags of a command and those of all', async () => {
  expect(await candidates('list', '--lo')).toEqual(['--location', '--log-level', '--log-format', ':4', '']);
});

it.each([
  [
    ['list', '-o', 'j'],
    ['json', ':4', ''],
  ],
  [
    ['list', '--output', 'j'],
    ['json', ':4', ''],
  ],
  [
    ['list', '--output=j'],
    ['--output=json', ':4', ''],
  ],
  [
    ['ls', '--no-headers', '--output', '=', 'j'],
    ['json', ':4', ''],
  ],
  [
    ['list', '--from', ''],
    [':16', ''],
  ],
  [
    ['list', '--policies', ''],
    [':0', ''],
  ],
  [
    ['validate', ''],
    [':0', ''],
  ],
  [
    ['validate', '--strict', 'a.yaml', ''],
    [':0', ''],
  ],
  [
    ['completion', 'z'],
    ['zsh', ':4', ''],
  ],
  [
    ['help', 'exit'],
    ['exit-codes', ':4', ''],
  ],
  [
    ['completion', 'zsh', ''],
    [':4', ''],
  ],
  [
    ['nonsense', ''],
    [':4', ''],
  ],
])('after %j offers %j', async (words, offered) => {
  expect(await candidates(...words)).toEqual(offered);
});

it('offers no variable that has no flag', async () => {
  expect(await candidates('run', '--run-')).toEqual([':4', '']);
});
