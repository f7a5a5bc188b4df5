import type { RunContext } from '../base/context.ts';
import type { Redactor } from '../base/redact.ts';
import type { OptionSpecs, OptionValues, PositionalSpecs, PositionalValues } from './arguments/option.ts';
import type { CliIo } from './io.ts';
import type { StatusLine } from './status-line.ts';

/** One line of help's first block. */
export interface Example {
  /** What it is for: `Back up one namespace into a folder`. */
  readonly title: string;
  /** The words after the program's name. */
  readonly line: string;
}

/** One call of a command, with everything that it may use. */
export interface Call<O extends OptionSpecs = OptionSpecs, P extends PositionalSpecs = PositionalSpecs> {
  readonly io: CliIo;
  /** `io.stderr`, with the line that tells progress on a terminal. */
  readonly statusLine: StatusLine;
  readonly ctx: RunContext;
  readonly options: OptionValues<O>;
  readonly positionals: PositionalValues<P>;
  /** How each option was said that was said at all, by key: `--cluster-name` or `LIFEBOAT_CLUSTER_NAME`. */
  readonly given: ReadonlyMap<string, string>;
  /** Takes the secrets that the command comes to know; log and errors are redacted with it. */
  readonly redactor: Redactor;
  /** The call's log so far: JSON lines, redacted. */
  readonly recordedLog: () => Uint8Array;
}

/** What a command declares: from it come parsing, environment twins, help and completion. */
export interface CommandSpec<O extends OptionSpecs, P extends PositionalSpecs> {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line, imperative, without a full stop. */
  readonly summary: string;
  /** What help says below the examples: a few lines. */
  readonly description?: string;
  readonly examples: readonly Example[];
  readonly positionals?: P;
  readonly options?: O;
  /** A run tells its story (log level `info`, JSON without a terminal); everything else speaks up for warnings only. */
  readonly isRun?: true;
  /** Does the work and returns the exit code; what it cannot do it throws as `RunError`. */
  run(call: Call<O, P>): Promise<number>;
}

/** A command as the command line knows it. */
export interface Command {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly examples: readonly Example[];
  readonly positionals: PositionalSpecs;
  readonly options: OptionSpecs;
  readonly isRun: boolean;
  run(call: Call): Promise<number>;
}

/** Declares a command. `run` sees values of the types that the declarations say. */
export function defineCommand<
  const O extends OptionSpecs = OptionSpecs,
  const P extends PositionalSpecs = PositionalSpecs,
>(spec: CommandSpec<O, P>): Command {
  return {
    name: spec.name,
    aliases: spec.aliases ?? [],
    summary: spec.summary,
    description: spec.description ?? '',
    examples: spec.examples,
    positionals: spec.positionals ?? {},
    options: spec.options ?? {},
    isRun: spec.isRun ?? false,
    // The values of a call are parsed by these very declarations, which is what the narrower type says.
    run: (call) => spec.run(call as unknown as Call<O, P>),
  };
}
