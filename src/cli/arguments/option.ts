/** What an option is about that several commands share: each topic has a page of its own. */
export type OptionTopic = 'finding' | 'restoring' | 'velero' | 's3' | 'cluster' | 'logging';

interface OptionBase {
  /** One line for help: what it does, not how it is typed. */
  readonly description: string;
  /** What stands for the value in help, in upper case: `DIR`; choices then follow the description. */
  readonly valueName?: string;
  /** One letter: `o` for `-o`. */
  readonly short?: string;
  /** What Velero's command line calls it, where that is another word: `preserve-nodeports`, without dashes. */
  readonly veleroFlag?: string;
  /** Set: not in the command's own help, but on the topic's page and that of all flags. */
  readonly topic?: OptionTopic;
  /** Set: not needed every day, and therefore on the page of all flags alone. */
  readonly rare?: true;
  /** There is no flag, only the variable: facts that the Pod's manifest says of itself. */
  readonly environmentOnly?: true;
  /** What the shell offers as the value. */
  readonly complete?: 'file' | 'directory';
}

/**
 * The declaration of one option. Flag and environment twin follow from its key: `clusterName` is `--cluster-name` and
 * `LIFEBOAT_CLUSTER_NAME`. The flag wins over the variable, the variable over the default.
 */
export type OptionSpec = OptionBase &
  (
    | { readonly type: 'string'; readonly default?: string }
    /** Repeated or comma-separated, each entry once; empty where it is not given, and never given empty. */
    | { readonly type: 'list' }
    /** `--x`, `--no-x`, `--x=false`; without a default it has a third state: not said. */
    | { readonly type: 'boolean'; readonly default?: boolean }
    | { readonly type: 'choice'; readonly choices: readonly string[]; readonly default?: string }
    | { readonly type: 'integer'; readonly minimum?: number; readonly default?: number }
    /** A Go duration above zero, `1h30m`; milliseconds inside. */
    | { readonly type: 'duration'; readonly default?: number }
  );

/** Options by key, in the order of help. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The value an option takes when it is given. */
type Given<S> = S extends { readonly type: 'choice'; readonly choices: readonly (infer Choice)[] }
  ? Choice
  : S extends { readonly type: 'boolean' }
    ? boolean
    : S extends { readonly type: 'integer' | 'duration' }
      ? number
      : S extends { readonly type: 'list' }
        ? readonly string[]
        : string;

/** The value of an option as a command sees it: undefined only where there is no default. */
export type OptionValue<S> = S extends { readonly type: 'list' } | { readonly default: string | number | boolean }
  ? Given<S>
  : Given<S> | undefined;

/** The values of a command's options, by key. */
export type OptionValues<O> = { readonly [Key in keyof O]: OptionValue<O[Key]> };

/** An argument that has a place instead of a name. Only the last one may be variadic. */
export interface PositionalSpec {
  readonly description: string;
  readonly required?: true;
  readonly variadic?: true;
  /** What the shell offers; a function is given what was typed of the word, which may go on after each of its words. */
  readonly complete?: 'file' | 'directory' | readonly string[] | ((typed: string) => Promise<readonly string[]>);
}

/** Positionals by key, in their order on the command line. */
export type PositionalSpecs = Readonly<Record<string, PositionalSpec>>;

/** The values of a command's positionals, by key. */
export type PositionalValues<P> = {
  readonly [Key in keyof P]: P[Key] extends { readonly variadic: true }
    ? readonly string[]
    : P[Key] extends { readonly required: true }
      ? string
      : string | undefined;
};

/** `--cluster-name`, for the option `clusterName`. */
export function flagOf(key: string): string {
  return `--${kebab(key)}`;
}

/** Every flag of an option: its own, then the one that Velero's command line has for it. */
export function flagsOf(key: string, { veleroFlag }: Pick<OptionSpec, 'veleroFlag'>): readonly string[] {
  return [flagOf(key), ...(veleroFlag === undefined ? [] : [`--${veleroFlag}`])];
}

/** `LIFEBOAT_CLUSTER_NAME`, for the option `clusterName`. */
export function variableOf(key: string): string {
  return `LIFEBOAT_${kebab(key).replaceAll('-', '_').toUpperCase()}`;
}

function kebab(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
