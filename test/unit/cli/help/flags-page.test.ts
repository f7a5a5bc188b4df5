import { describe, expect, it } from 'vitest';
import { GLOBAL_OPTIONS } from '../../../../src/cli/arguments/global-options.ts';
import { flagOf, flagsOf, type OptionSpec, variableOf } from '../../../../src/cli/arguments/option.ts';
import { loadAllCommands } from '../../../../src/cli/commands/catalog.ts';
import { complete } from '../../../../src/cli/completion/complete.ts';
import { renderCommandHelp } from '../../../../src/cli/help/command-help.ts';
import { lifeboat } from '../../../support/cli-rig.ts';

const commands = await loadAllCommands();

describe.each(commands)('every flag of $name', ({ name, options }) => {
  const declared = Object.entries<OptionSpec>({ ...options, ...GLOBAL_OPTIONS });
  const [withFlag, without] = [
    declared.filter(([, { environmentOnly }]) => environmentOnly === undefined),
    declared.filter(([, { environmentOnly }]) => environmentOnly === true),
  ];

  it('is on one page, once, beside the variables without a flag', async () => {
    const { stdout } = await lifeboat(['help', name, 'flags']);

    const rows = [...stdout.matchAll(/^ {2}(?:-[a-z], )?(--[a-z0-9-]+|LIFEBOAT_[A-Z0-9_]+)/gm)].map(([, row]) => row);
    const flags = withFlag.flatMap(([key, spec]) => flagsOf(key, spec));
    const variables = without.map(([key]) => variableOf(key));
    expect(rows).toHaveLength(new Set(rows).size);
    expect(new Set(rows)).toEqual(new Set([...flags, ...variables]));
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('is offered by completion', async () => {
    const offered = (await complete([name, '--'])).split('\n').map((line) => line.split('\t')[0]);

    expect(offered).toEqual(expect.arrayContaining(withFlag.map(([key]) => flagOf(key))));
  });
});

it.each(commands)('the help of $name names its page of all flags', (command) => {
  expect(renderCommandHelp('lifeboat', command)).toContain(`: lifeboat help ${command.name} flags\n`);
});

it.each([
  [['help', 'list', 'flag'], 'Hint: Write lifeboat help list flags.'],
  [['help', 's3', 'flags'], 'Hint: Write lifeboat help s3.'],
])('refuses %j', async (argv, hint) => {
  const { exitCode, stderr } = await lifeboat(argv);

  expect(exitCode).toBe(64);
  expect(stderr).toContain(hint);
});
