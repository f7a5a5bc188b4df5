import type { RunContext } from '../base/context.ts';
import { serializeError } from '../base/logger.ts';
import type { Redactor } from '../base/redact.ts';
import { type ProblemCode, RunError } from '../domain/problem.ts';
import { problemObject } from '../domain/state/problem-object.ts';
import { variableOf } from './arguments/option.ts';
import type { Command } from './command.ts';
import { exitCodeOfProblem } from './exit-code.ts';
import type { CliIo } from './io.ts';
import { takesColour } from './output.ts';
import { paint } from '../views/paint.ts';

const BUG_HINT = 'This is a bug in Lifeboat: please report it.';

/** What is known of the call when it fails; how much that is depends on when. */
export interface FailedCall {
  readonly redactor: Redactor;
  readonly command?: Command;
  readonly log?: RunContext['log'];
  /** The call logs JSON lines: its last word is one of them. */
  readonly logsJson?: boolean;
}

/**
 * Tells on stderr what ended the call — a `RunError` by message and hint, anything else as the bug that it is — and
 * returns the exit code. Where the call asks for JSON it is one JSON document of kind `Error` in one line, also below a log.
 */
export function tellError(io: CliIo, error: unknown, { redactor, command, log, logsJson }: FailedCall): number {
  const code = error instanceof RunError ? error.code : 'bug';
  const exitCode = exitCodeOfProblem(code);
  const message = error instanceof Error ? error.message : String(error);
  const hint = error instanceof RunError ? (error.hint ?? usualHint(io, code, command)) : BUG_HINT;
  const example = code === 'usage' ? exampleOf(io, command) : undefined;
  const details = code === 'bug' ? { error: serializeError(error) } : {};
  log?.debug({ error }, 'what ended the call, in full');
  if (wantsJson(io)) {
    const facts = { ...problemObject({ code, message, hint }), hint, example, exitCode, ...details };
    const document = { apiVersion: 'lifeboat.dev/v1alpha1', kind: 'Error', ...facts };
    io.stderr.write(redactor.redact(`${JSON.stringify(document)}\n`));
  } else if (log !== undefined && logsJson === true) {
    log.error({ code, exitCode, hint, example, ...details }, message);
  } else {
    const label = takesColour(io.stderr, io.env) ? paint('Error:', 'bad') : 'Error:';
    const lines = [
      `${label} ${message} (${code})`,
      code === 'bug' && error instanceof Error ? error.stack : undefined,
      hint === undefined ? undefined : `Hint: ${hint}`,
      example === undefined ? undefined : `Example: ${example}`,
    ].filter((line) => line !== undefined);
    io.stderr.write(redactor.redact(`${lines.join('\n')}\n`));
  }
  return exitCode;
}

/** What to do about an error that does not say so itself; nothing about a stop that somebody wanted. */
function usualHint({ program }: CliIo, code: ProblemCode | 'bug', command: Command | undefined): string | undefined {
  if (code === 'interrupted' || code === 'terminated') return undefined;
  if (code !== 'usage') return `docs/troubleshooting.md says under ${code} what it may be, and what helps.`;
  return `See ${program} help${command === undefined ? '' : ` ${command.name} flags`}.`;
}

/** What a right call of the command looks like. */
function exampleOf({ program }: CliIo, command: Command | undefined): string | undefined {
  const line = command?.examples[0]?.line;
  return line === undefined ? undefined : `${program} ${line}`;
}

/** Read off the words themselves, because they may be what is wrong. */
function wantsJson({ argv, env }: CliIo): boolean {
  if (argv.includes('--json')) return true;
  const chosen = argv.findLastIndex((word) => word === '-o' || word === '--output');
  if (chosen >= 0) return argv[chosen + 1] === 'json';
  const inline = argv.findLast((word) => word.startsWith('--output=') || /^-o./.test(word));
  if (inline !== undefined) return inline === '--output=json' || inline === '-ojson';
  return env[variableOf('output')] === 'json';
}
