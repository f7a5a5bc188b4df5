import { parseArgs } from 'node:util';
import { nearestName } from '../../domain/nearest-name.ts';
import { RunError } from '../../domain/problem.ts';
import { type AnyOptionValue, optionValue } from './option-value.ts';
import {
  flagOf,
  flagsOf,
  type OptionSpec,
  type OptionSpecs,
  type PositionalSpec,
  type PositionalSpecs,
  variableOf,
} from './option.ts';

/** What a command says about its arguments. */
export interface ArgumentSpecs {
  readonly options: OptionSpecs;
  readonly positionals: PositionalSpecs;
}

/** The arguments of one call, with every default in place. */
export interface ParsedArguments {
  readonly options: Readonly<Record<string, AnyOptionValue>>;
  readonly positionals: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** How each option was said that was said at all: `--cluster-name` or `LIFEBOAT_CLUSTER_NAME`. */
  readonly given: ReadonlyMap<string, string>;
}

/** Variables as the process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Flags of a command line by option key, and what stands between them. */
interface CommandLine {
  readonly flags: ReadonlyMap<string, WrittenFlag>;
  readonly words: readonly string[];
}

/** What was given with a flag, each time it was. */
interface WrittenFlag {
  /** As it was written first: an option may have a second flag. */
  readonly flag: string;
  readonly texts: readonly string[];
}

/**
 * Reads the words after a command's name, and the variables beside them. Throws `usage`, naming the nearest flag, for
 * anything that the command did not declare: what is misspelt must not be ignored.
 */
export function parseArguments(specs: ArgumentSpecs, args: readonly string[], env: Environment): ParsedArguments {
  const { flags, words } = readCommandLine(specs.options, args);
  const given = new Map<string, string>();
  const options: Record<string, AnyOptionValue> = {};
  for (const [key, spec] of Object.entries(specs.options)) {
    const variable = env[variableOf(key)];
    const written = flags.get(key);
    if (written !== undefined) given.set(key, written.flag);
    else if (variable !== undefined && variable !== '') given.set(key, variableOf(key));
    const texts = written?.texts ?? (variable === undefined || variable === '' ? [] : [variable]);
    options[key] = optionValue(spec, given.get(key) ?? flagOf(key), texts) ?? defaultOf(spec);
  }
  return { options, positionals: assignWords(specs.positionals, words), given };
}

function defaultOf(spec: OptionSpec): AnyOptionValue {
  return 'default' in spec ? spec.default : undefined;
}

function readCommandLine(specs: OptionSpecs, args: readonly string[]): CommandLine {
  const byFlag = new Map(
    Object.entries(specs)
      .filter(([, spec]) => spec.environmentOnly === undefined)
      .flatMap(([key, spec]) => flagsOf(key, spec).map((flag) => [flag.slice(2), { key, spec, flag }] as const)),
  );
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      [...byFlag].map(([flag, { spec }]) => [
        flag,
        {
          type: spec.type === 'boolean' ? 'boolean' : 'string',
          multiple: true,
          ...(spec.short === undefined ? {} : { short: spec.short }),
        } as const,
      ]),
    ),
  });
  const flags = new Map<string, WrittenFlag>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const negated = token.name.startsWith('no-') ? byFlag.get(token.name.slice(3)) : undefined;
    const known = byFlag.get(token.name) ?? (negated?.spec.type === 'boolean' ? negated : undefined);
    if (known === undefined) throw unknownFlag(token.rawName, [...byFlag.keys()]);
    const { flag, texts } = flags.get(known.key) ?? { flag: known.flag, texts: [] };
    flags.set(known.key, { flag, texts: [...texts, textOf(token, known === negated, known.spec)] });
  }
  return { flags, words };
}

interface OptionToken {
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

/** The text given with a flag, `-n=shop` too; a word that looks like the next flag is not taken for it. */
function textOf({ rawName, value: given, inlineValue }: OptionToken, isNegated: boolean, spec: OptionSpec): string {
  const isShort = !rawName.startsWith('--');
  const value = isShort && inlineValue === true ? given?.replace(/^=/, '') : given;
  if (spec.type === 'boolean') {
    if (isNegated && value !== undefined)
      throw new RunError('usage', `${rawName} takes no value`, { hint: `Write ${rawName} alone.` });
    return isNegated ? 'false' : (value ?? 'true');
  }
  const isFlag = inlineValue !== true && value !== undefined && /^-./.test(value);
  if (value !== undefined && !isFlag) return value;
  throw new RunError('usage', `${rawName} needs a value`, {
    hint: isFlag ? `Write ${rawName}=${value} if that is the value.` : `Write ${rawName} ${spec.valueName ?? 'VALUE'}.`,
  });
}

function unknownFlag(written: string, known: readonly string[]): RunError {
  const nearest = nearestName(written.replace(/^--?/, ''), [...known, 'help']);
  return new RunError('usage', `Unknown flag ${written}`, {
    hint: nearest === undefined ? undefined : `Did you mean --${nearest}?`,
  });
}

function assignWords(
  specs: PositionalSpecs,
  words: readonly string[],
): Readonly<Record<string, string | readonly string[] | undefined>> {
  const values: Record<string, string | readonly string[] | undefined> = {};
  let next = 0;
  for (const [key, spec] of Object.entries(specs)) {
    if (spec.required === true && words[next] === undefined) throw missingWord(key, spec);
    values[key] = spec.variadic === true ? words.slice(next) : words[next];
    next = spec.variadic === true ? words.length : next + 1;
  }
  const extra = words[next];
  if (extra === undefined) return values;
  // As Velero's command line has it: `backup create NAME`.
  const isCreate = 'backup' in specs && words[0] === 'create';
  const hint = isCreate
    ? 'Leave create out: the command alone means it.'
    : 'Leave it out, or quote what belongs together.';
  throw new RunError('usage', `Unexpected argument ${JSON.stringify(extra)}`, { hint });
}

function missingWord(key: string, { description }: PositionalSpec): RunError {
  return new RunError('usage', `<${key}> is missing`, { hint: `Add it to the call: ${description}.` });
}
