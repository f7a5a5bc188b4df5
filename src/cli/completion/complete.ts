import { GLOBAL_OPTIONS } from '../arguments/global-options.ts';
import { flagOf, flagsOf, type OptionSpec, type PositionalSpec } from '../arguments/option.ts';
import type { Command } from '../command.ts';
import { findEntry, summariseCommands } from '../commands/catalog.ts';

/**
 * What a shell is to do with the answer; the numbers are those of the Cobra library, because kubectl reads them from
 * plugins (`kubectl_complete-…`) and shells' scripts for it are well known.
 */
const DIRECTIVE = { files: 0, nothingMore: 4, noSpace: 6, directories: 16 } as const;

interface Answer {
  readonly candidates: readonly (readonly [word: string, description: string])[];
  readonly directive: number;
}

/**
 * Answers a shell: `words` are those after the program's name, the last one being typed. One candidate a line, its
 * description after a tab, and at the end a colon and the directive.
 */
export async function complete(words: readonly string[]): Promise<string> {
  const last = words.at(-1) ?? '';
  const typed = last === '=' ? '' : last; // bash takes `--output=` apart at the equals sign
  const before = words.slice(0, -1).filter((word) => word !== '=');
  const { candidates, directive } = await answer(before, typed);
  const fitting = candidates.filter(([word]) => word.startsWith(typed)).map(([word, about]) => `${word}\t${about}\n`);
  return `${fitting.join('')}:${directive}\n`;
}

async function answer(before: readonly string[], typed: string): Promise<Answer> {
  const [name, ...words] = before;
  if (name === undefined) {
    const commands = await summariseCommands();
    return nothingMore(commands.map(({ name, summary }) => [name, summary] as const));
  }
  const command = await findEntry(name)?.load();
  if (command === undefined) return nothingMore([]);
  const options: Readonly<Record<string, OptionSpec>> = { ...command.options, ...GLOBAL_OPTIONS };
  const byFlag = new Map(
    Object.entries(options).flatMap(([key, spec]) => flagsOf(key, spec).map((flag) => [flag, spec] as const)),
  );
  const [flag, inline] = splitInline(typed);
  const inlineSpec = inline === undefined ? undefined : byFlag.get(flag);
  if (inlineSpec !== undefined) return valuesOf(inlineSpec, `${flag}=`);
  const awaiting = specOf(words.at(-1), options, byFlag);
  if (awaiting !== undefined && awaiting.type !== 'boolean') return valuesOf(awaiting, '');
  if (typed.startsWith('-')) return nothingMore(offeredFlags(options));
  return wordsOf(placeOf(command, words, options, byFlag), typed);
}

function nothingMore(candidates: Answer['candidates']): Answer {
  return { candidates, directive: DIRECTIVE.nothingMore };
}

function splitInline(typed: string): [flag: string, value: string | undefined] {
  const equals = typed.startsWith('--') ? typed.indexOf('=') : -1;
  return equals < 0 ? [typed, undefined] : [typed.slice(0, equals), typed.slice(equals + 1)];
}

/** The option that a word is the flag of. */
function specOf(
  word: string | undefined,
  options: Readonly<Record<string, OptionSpec>>,
  byFlag: ReadonlyMap<string, OptionSpec>,
): OptionSpec | undefined {
  if (word === undefined || !word.startsWith('-')) return undefined;
  return byFlag.get(word) ?? Object.values(options).find(({ short }) => short !== undefined && word === `-${short}`);
}

function valuesOf(spec: OptionSpec, prefix: string): Answer {
  if (spec.type === 'choice') return nothingMore(spec.choices.map((choice) => [`${prefix}${choice}`, ''] as const));
  if (spec.complete === undefined) return nothingMore([]);
  return { candidates: [], directive: spec.complete === 'file' ? DIRECTIVE.files : DIRECTIVE.directories };
}

function offeredFlags(options: Readonly<Record<string, OptionSpec>>): Answer['candidates'] {
  return Object.entries(options)
    .filter(([, { environmentOnly }]) => environmentOnly === undefined)
    .map(([key, { description }]) => [flagOf(key), description] as const);
}

/** The place that the positionals before it leave. */
function placeOf(
  command: Command,
  words: readonly string[],
  options: Readonly<Record<string, OptionSpec>>,
  byFlag: ReadonlyMap<string, OptionSpec>,
): PositionalSpec | undefined {
  const taken = words.filter((word, at) => {
    const before = specOf(words[at - 1], options, byFlag);
    return !word.startsWith('-') && (before === undefined || before.type === 'boolean');
  }).length;
  const specs: readonly PositionalSpec[] = Object.values(command.positionals);
  const last = specs.at(-1);
  return specs[taken] ?? (last?.variadic === true ? last : undefined);
}

/** What may stand at a place. */
async function wordsOf(spec: PositionalSpec | undefined, typed: string): Promise<Answer> {
  const { complete } = spec ?? {};
  if (complete === 'file') return { candidates: [], directive: DIRECTIVE.files };
  if (complete === 'directory') return { candidates: [], directive: DIRECTIVE.directories };
  if (typeof complete !== 'function') return nothingMore((complete ?? []).map((word) => [word, ''] as const));
  const candidates = (await complete(typed)).map((word) => [word, ''] as const);
  return { candidates, directive: DIRECTIVE.noSpace };
}
