import type { Command } from '../command.ts';
import { joinBlocks } from './command-help.ts';
import { PAGE_WIDTH } from './flag-rows.ts';
import { twoColumns } from './wrap.ts';

/** What help says of a command in a list of commands. */
export type CommandLine = Pick<Command, 'name' | 'summary'>;

/** The commands by what they are for, in the order of help: those of every day first. */
export const COMMAND_GROUPS: Readonly<Record<string, readonly string[]>> = {
  'Every day': [
    'run',
    'backup',
    'restore',
    'list',
    'describe',
    'status',
    'logs',
    'diff',
    'verify',
    'prune',
    'delete',
    'validate',
    'explain',
  ],
  Find: ['history', 'entities', 'report', 'sync'],
  Fetch: ['show', 'download', 'downloads', 'export'],
  Keep: ['hold', 'release', 'extend', 'label', 'annotate', 'accept'],
  Others: ['convert', 'api', 'version', 'completion', 'help'],
};

/** The page of all commands, each with what it is for. */
export function renderCommands(commands: readonly CommandLine[]): string {
  const blocks = Object.entries(COMMAND_GROUPS).map(([title, names]) =>
    [`${title}:`].concat(twoColumns(summariesOf(commands, names), PAGE_WIDTH)),
  );
  return joinBlocks(blocks);
}

/** Rows of some of the commands, in the order of `names`. */
export function summariesOf(commands: readonly CommandLine[], names: readonly string[]): (readonly [string, string])[] {
  return names.map((name) => [name, commands.find((command) => command.name === name)?.summary ?? '']);
}
