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

/** A call about things that are not there: it fails as what it is, says what to do, and shows no stack. */
async function failed(argv: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await lifeboat(argv);
  const told = `${stdout}${stderr}`;
  expect({ argv, told, exitCode }).toEqual({
    argv,
    told,
    exitCode: expect.toSatisfy((code) => [64, 66].includes(code)),
  });
  expect(told).not.toMatch(/\n +at |\(bug\)|TypeError/);
  expect({ argv, told }).toEqual({ argv, told: expect.stringMatching(/^Hint: .|"hint": ?"./m) });
  return told;
}

/** All but `api`, which answers in the shapes of other systems: there the hint is a part of the message. */
const OWN = CASES.filter(({ name }) => name !== 'api');

/** These ask for the cluster before anything else. */
const IN_CLUSTER: ReadonlySet<string> = new Set(['run', 'backup', 'restore', 'entities', 'sync']);

/** Words for what a command asks for, and the flags without which it does not begin. */
function wordsFor({ name, positionals }: Command): readonly string[] {
  const words = Object.entries(positionals).flatMap(([key, { required }]) =>
    required === true || WORDS[name]?.[key] !== undefined ? [WORDS[name]?.[key] ?? 'some'] : [],
  );
  return [name, ...words, ...(FLAGS[name] ?? [])];
}

const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  run: { policy: 'some' },
  restore: { backup: 'some' },
  verify: { backup: 'some' },
  delete: { backup: 'some' },
  download: { name: 'some' },
  downloads: { verb: 'list' },
  label: { words: 'team=shop' },
  annotate: { words: 'team=shop' },
};
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  hold: ['--reason', 'audit'],
  extend: ['--by', '24h'],
  label: ['some'],
  annotate: ['some'],
};

describe.each(OWN.filter(({ command }) => 'from' in command.options))(
  '$name, asked of a folder that is not there',
  ({ name, command }) => {
    it('says so', async () => {
      const told = await failed([...wordsFor(command), '--from', '/no/such/folder']);

      expect(told).toContain(IN_CLUSTER.has(name) ? 'Cannot tell which cluster is meant' : '/no/such/folder');
    });
  },
);

describe.each(OWN.filter(({ command }) => 'policies' in command.options))(
  '$name, asked of policies that are not there',
  ({ name, command }) => {
    it('says so', async () => {
      const told = await failed([...wordsFor(command), '--policies', '/no/such/policies']);

      expect(told).toContain(IN_CLUSTER.has(name) ? 'Cannot tell which cluster is meant' : '/no/such/policies');
    });
  },
);

describe.each(OWN.filter(({ command }) => 'policies' in command.options))(
  '$name, with a kubeconfig that is not there',
  ({ command }) => {
    it('says so', async () => {
      const inCluster = ['--policies', 'configmap:lifeboat/policies', '--kubeconfig', '/no/such/kubeconfig'];

      const told = await failed([...wordsFor(command), ...inCluster]);

      expect(told).toContain('Cannot use the kubeconfig /no/such/kubeconfig: there is no such file');
      expect(told).toContain('Name another file with --kubeconfig or KUBECONFIG.');
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
