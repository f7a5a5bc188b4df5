import { expect, it } from 'vitest';
import { loadAllCommands } from '../../../../src/cli/commands/catalog.ts';
import { COMMAND_GROUPS, renderCommands } from '../../../../src/cli/help/commands.ts';
import { renderOverview } from '../../../../src/cli/help/overview.ts';

const commands = await loadAllCommands();
const names = commands.map(({ name }) => name);

it('fits on a screen, with examples first and every command named once', () => {
  const overview = renderOverview('kubectl lifeboat', commands);

  const lines = overview.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(40);
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
  expect(lines[2]).toBe('Examples:');
  const grouped = Object.values(COMMAND_GROUPS).flat();
  expect(grouped).toHaveLength(names.length);
  expect(new Set(grouped)).toEqual(new Set(names));
  const listed = overview.slice(overview.indexOf('Commands:'));
  for (const name of names) expect(listed).toMatch(new RegExp(`(^|[ ,])${name}([ ,]|$)`, 'm'));
});

it('has a page that tells of every command what it is for', () => {
  const rows = renderCommands(commands).match(/^ {2}\S+ +\S.*$/gm) ?? [];

  const told = rows.map((row) => /^ {2}(\S+) +(.*)$/.exec(row)?.slice(1, 3));
  expect(told).toHaveLength(commands.length);
  expect(told).toEqual(expect.arrayContaining(commands.map(({ name, summary }) => [name, summary])));
});
