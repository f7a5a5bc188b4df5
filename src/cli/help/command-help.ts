import type { OptionSpec, OptionTopic } from '../arguments/option.ts';
import { GLOBAL_OPTIONS } from '../arguments/global-options.ts';
import type { Command } from '../command.ts';
import { flagRow, OPTION_TOPICS, PAGE_WIDTH, twinExample } from './flag-rows.ts';
import { twoColumns, wrap } from './wrap.ts';

/**
 * Help for one command, on one screen: what it is for, examples first, then usage and the flags of every day. All of
 * them are on the page that its end names.
 */
export function renderCommandHelp(program: string, command: Command): string {
  const blocks = [
    [command.summary],
    ['Examples:', ...command.examples.flatMap(({ title, line }) => [`  # ${title}`, `  ${program} ${line}`.trimEnd()])],
    ['Usage:', `  ${program} ${usageOf(command)}`],
    command.description === '' ? [] : wrap(command.description, PAGE_WIDTH),
    command.aliases.length === 0 ? [] : [`Also called: ${command.aliases.join(', ')}`],
    positionalLines(command),
    flagLines(command),
    furtherLines(program, command),
  ];
  return joinBlocks(blocks);
}

/** Blocks of lines with an empty line between them; empty ones are left out. */
export function joinBlocks(blocks: readonly (readonly string[])[]): string {
  const texts = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return `${texts.join('\n\n')}\n`;
}

/** Whether an option is among those that a command's own help shows. */
export function isEveryday({ topic, rare, environmentOnly }: OptionSpec): boolean {
  return topic === undefined && rare === undefined && environmentOnly === undefined;
}

/** The topics that a command's options belong to, in the order of help. */
export function topicsOf({ options }: Pick<Command, 'options'>): readonly OptionTopic[] {
  const topics = new Set<OptionTopic | undefined>(
    [...Object.values(options), ...Object.values(GLOBAL_OPTIONS)].map(({ topic }: OptionSpec) => topic),
  );
  return OPTION_TOPICS.filter((topic) => topics.has(topic));
}

/** `describe <backup> [flags]`. */
function usageOf(command: Command): string {
  const words = Object.entries(command.positionals).map(([key, { required, variadic }]) => {
    const word = `<${key}>${variadic === true ? '…' : ''}`;
    return required === true ? word : `[${word}]`;
  });
  return [command.name, ...words, ...(Object.keys(command.options).length === 0 ? [] : ['[flags]'])].join(' ');
}

function positionalLines({ positionals }: Command): string[] {
  const rows = Object.entries(positionals).map(([key, spec]) => [`<${key}>`, spec.description] as const);
  return rows.length === 0 ? [] : ['Arguments:', ...twoColumns(rows, PAGE_WIDTH)];
}

function flagLines({ options }: Command): string[] {
  const rows = Object.entries(options)
    .filter(([, spec]) => isEveryday(spec))
    .map(([key, spec]) => flagRow(key, spec));
  if (rows.length === 0) return [];
  return [`Flags (each is a variable too: ${twinExample(options)}):`, ...twoColumns(rows, PAGE_WIDTH)];
}

/** Where the other flags are explained: all of them on one page, and what several commands share by topic. */
function furtherLines(program: string, command: Command): string[] {
  const more = Object.values<OptionSpec>({ ...command.options, ...GLOBAL_OPTIONS }).filter((spec) => !isEveryday(spec));
  return [
    `All flags and variables (${more.length} more): ${program} help ${command.name} flags`,
    `By topic: ${program} help ${topicsOf(command).join(' | ')}`,
  ];
}
