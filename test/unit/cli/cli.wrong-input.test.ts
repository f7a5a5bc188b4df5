import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'rolldown/utils';
import { describe, expect, it } from 'vitest';
import { GLOBAL_OPTIONS } from '../../../src/cli/arguments/global-options.ts';
import { type OptionSpec, variableOf } from '../../../src/cli/arguments/option.ts';
import type { Command } from '../../../src/cli/command.ts';
import { loadAllCommands } from '../../../src/cli/commands/catalog.ts';
import { type CliOverrides, lifeboat } from '../../support/cli-rig.ts';

const COMMANDS = await loadAllCommands();
const CASES = COMMANDS.map((command) => ({ name: command.name, command }));

/** Values that an option of a type does not take. */
const WRONG: Readonly<Partial<Record<OptionSpec['type'], string>>> = {
  choice: 'no-such-choice',
  integer: '1.5',
  duration: '30d',
};

/** A call that must be refused as what it is: what is wrong, where, and what to do; never a stack trace. */
async function refused(argv: readonly string[], overrides: CliOverrides = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await lifeboat(argv, overrides);
  expect({ argv, exitCode, stdout }).toEqual({ argv, exitCode: 64, stdout: '' });
  expect(stderr).not.toMatch(/\n +at |\(bug\)|TypeError/);
  expect(stderr).toMatch(/^Hint: .|"hint":"./m);
  return stderr;
}

/** Every option of a command with a value that it does not take. */
function wrongValues({ options }: Command): readonly { readonly key: string; readonly value: string }[] {
  return Object.entries(options).flatMap(([key, { type, environmentOnly }]) => {
    const value = WRONG[type];
    return value === undefined || environmentOnly === true ? [] : [{ key, value }];
  });
}

function positionalsOf({ positionals }: Command) {
  return Object.values(positionals);
}

function requiredOf({ positionals }: Command): readonly string[] {
  return Object.keys(positionals).filter((key) => positionals[key]?.required === true);
}

function flagOf(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

describe.each(CASES)('$name, called wrongly', ({ name, command }) => {
  it('names a flag that there is not, and shows a right call', async () => {
    const stderr = await refused([name, '--no-such-flag-at-all']);

    expect(stderr).toMatch(/--no-such-flag-at-all/);
    expect(stderr).toMatch(/Example|"example"/);
  });

  it('names a flag without its value', async () => {
    const [key] = Object.entries(command.options).find(([, { type }]) => type === 'string') ?? ['logLevel'];

    const stderr = await refused([name, flagOf(key)]);

    expect(stderr).toContain(flagOf(key));
  });

  it('names every value that a flag does not take, and every one of a variable', async () => {
    const wrong = wrongValues({ ...command, options: { ...command.options, ...GLOBAL_OPTIONS } });
    expect(wrong.length).toBeGreaterThan(0);
    for (const { key, value } of wrong) {
      const byFlag = await refused([name, `${flagOf(key)}=${value}`]);
      const byVariable = await refused([name], { env: { [variableOf(key)]: value } });

      expect(byFlag).toContain(flagOf(key));
      expect(byVariable).toContain(variableOf(key));
    }
  });
});

describe.each(CASES.filter(({ command }) => positionalsOf(command).every(({ variadic }) => variadic !== true)))(
  '$name, called with a word too many',
  ({ name, command }) => {
    it('names it', async () => {
      const stderr = await refused([name, ...positionalsOf(command).map(() => 'word'), 'no-such-place']);

      expect(stderr).toContain('no-such-place');
    });
  },
);

describe.each(CASES.filter(({ command }) => requiredOf(command).length > 0))(
  '$name, called with a word too few',
  ({ name, command }) => {
    it('names it', async () => {
      const stderr = await refused([name]);

      expect(stderr).toContain(requiredOf(command)[0]);
    });
  },
);

/** Where code throws `usage`, with or without a hint; the operations of `api` answer in other systems' shapes, without. */
function usageErrors(): readonly { readonly at: string; readonly hasHint: boolean }[] {
  const src = join(import.meta.dirname, '../../../src');
  return globSync('**/*.ts', { cwd: src, exclude: ['cli/commands/api/**'] }).flatMap((path) => {
    const text = readFileSync(join(src, path), 'utf8');
    const found: { at: string; hasHint: boolean }[] = [];
    new Visitor({
      NewExpression: ({ callee, arguments: [code, , details], start }) => {
        if (callee.type !== 'Identifier' || callee.name !== 'RunError') return;
        if (code?.type !== 'Literal' || code.value !== 'usage') return;
        const line = text.slice(0, start).split('\n').length;
        const said = details === undefined ? '' : text.slice(details.start, details.end);
        found.push({ at: `src/${path}:${line}`, hasHint: /\bhint\b/.test(said) });
      },
    }).visit(parseSync(path, text).program);
    return found;
  });
}

it('says with every refusal what to do', () => {
  const errors = usageErrors();

  expect(errors.length).toBeGreaterThan(100);
  expect(errors.filter(({ hasHint }) => !hasHint).map(({ at }) => at)).toEqual([]);
});
