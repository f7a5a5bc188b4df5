import { describe, expect, it } from 'vitest';
import { CATALOG, loadAllCommands } from '../../../../src/cli/commands/catalog.ts';
import { defineCommand } from '../../../../src/cli/command.ts';
import { renderCommandHelp } from '../../../../src/cli/help/command-help.ts';

/** A terminal that nobody has enlarged much. */
const SCREEN = { lines: 40, columns: 100 };

const commands = await loadAllCommands();

it('shows examples first, then usage, arguments and the flags of every day, and where all of them are', () => {
  const command = defineCommand({
    name: 'demo',
    aliases: ['d'],
    summary: 'Show help',
    description: 'More about it.',
    examples: [{ title: 'Simply', line: 'demo here' }],
    positionals: {
      place: { required: true, description: 'Where' },
      more: { variadic: true, description: 'What else' },
    },
    options: {
      output: { type: 'choice', choices: ['a', 'b'], default: 'a', short: 'o', description: 'How to print' },
      style: { type: 'choice', choices: ['c', 'd'], default: 'c', valueName: 'STYLE', description: 'In which style' },
      depth: { type: 'integer', rare: true, description: 'How deep' },
      s3Region: { type: 'string', topic: 's3', description: 'Region' },
      runPodName: { type: 'string', environmentOnly: true, description: 'Name of the Pod' },
    },
    run: async () => 0,
  });

  const help = renderCommandHelp('lifeboat', command);

  expect(help).toBe(`Show help

Examples:
  # Simply
  lifeboat demo here

Usage:
  lifeboat demo <place> [<more>…] [flags]

More about it.

Also called: d

Arguments:
  <place>  Where
  <more>   What else

Flags (each is a variable too: --output is LIFEBOAT_OUTPUT):
  -o, --output <a|b>  How to print (default: a)
  --style STYLE       In which style (c, d; default: c)

All flags and variables (7 more): lifeboat help demo flags
By topic: lifeboat help s3 | logging
`);
});

describe.each(commands)('the help of $name', (command) => {
  const help = renderCommandHelp('kubectl lifeboat', command);

  it('fits on a screen', () => {
    const lines = help.trimEnd().split('\n');

    expect(lines.length).toBeLessThanOrEqual(SCREEN.lines);
    expect(lines.filter((line) => line.length > SCREEN.columns)).toEqual([]);
  });

  it('has an example', () => {
    expect(command.examples.length).toBeGreaterThan(0);
    for (const { line } of command.examples) expect(line.split(' ')[0]).toBe(command.name);
  });

  it('describes every argument and flag in one line', () => {
    const all = [...Object.values(command.options), ...Object.values(command.positionals)];

    for (const { description } of all) expect(description).toMatch(/^[A-Z"a-z][^\n]{4,110}[^.\n]$/);
  });
});

it('knows every command by the names of its declaration', () => {
  const declared = commands.map(({ name, aliases }) => [name].concat(aliases));

  expect(CATALOG.map(({ names }) => names)).toEqual(declared);
  expect(new Set(declared.flat()).size).toBe(declared.flat().length);
});
