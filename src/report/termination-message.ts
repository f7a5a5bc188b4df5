import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { RunContext } from '../base/context.ts';
import { RunError } from '../domain/problem.ts';
import { hasEndedAttempt } from '../domain/result/attempt.ts';
import { byteLength } from '../domain/result/document.ts';
import type { RunResult } from '../domain/result/result.ts';
import { oneLine } from '../views/one-line.ts';
import { renderHeadline, rootOf } from '../views/summary.ts';
import { resultNameOf } from './render-result.ts';
import type { ResultSink } from './sink.ts';

/** Half of what the kubelet reads from one container, so that a Pod with several keeps every message whole. */
const MAX_MESSAGE_BYTES = 2048;

const { O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;

/**
 * Keeps the container's termination message, which `kubectl describe pod` shows. While the run works it says what was
 * interrupted, so that a killed Pod leaves a sentence too. Written in place: the kubelet mounts that one file.
 */
export class TerminationMessage implements ResultSink {
  readonly name = 'termination message';
  readonly #path: string;
  #told = '';
  #previous: Promise<void> = Promise.resolve();

  /** `path` is the container's `terminationMessagePath`. */
  constructor(path: string) {
    this.#path = path;
  }

  async progress(_ctx: RunContext, result: RunResult): Promise<void> {
    await this.#tell(renderTerminationMessage(result, 'progress'));
  }

  async finished(_ctx: RunContext, result: RunResult): Promise<void> {
    await this.#tell(renderTerminationMessage(result, 'finished'));
  }

  async #tell(message: string): Promise<void> {
    if (message === this.#told) return;
    this.#told = message;
    const written = this.#previous.then(() => this.#write(message));
    this.#previous = written.catch(() => undefined); // told to whoever asked for that write
    await written;
  }

  async #write(message: string): Promise<void> {
    try {
      await using file = await open(this.#path, O_WRONLY | O_CREAT | O_NOFOLLOW, 0o644);
      const { bytesWritten } = await file.write(message, 0);
      await file.truncate(bytesWritten);
    } catch (error) {
      this.#told = '';
      const why = error instanceof Error ? error.message : String(error);
      throw new RunError('cannot-write', `Cannot write ${this.#path}: ${why}`, { cause: error });
    }
  }
}

/**
 * The message: one sentence, then `key=value` lines for machines; at most 2 KiB. Before the end it says what was going
 * on, and changes only when the step does.
 */
export function renderTerminationMessage(result: RunResult, when: 'progress' | 'finished'): string {
  const isOver = when === 'finished';
  const exitCode = result.exitCode ?? (hasEndedAttempt(result) ? result.attempts.at(-1)?.exitCode : undefined);
  const facts = {
    phase: result.phase,
    exitCode: isOver ? exitCode?.toString() : undefined,
    reason: isOver ? result.reason : undefined,
    errors: isOver ? result.errorCount.toString() : undefined,
    warnings: isOver ? result.warningCount.toString() : undefined,
    backup: result.backup?.name ?? result.restore?.backup,
    restore: result.restore?.name,
    location: rootOf(result),
    result: result.job && resultNameOf(result),
  };
  const lines = Object.entries(facts).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${oneLine(value, 240)}`],
  );
  const room = MAX_MESSAGE_BYTES - byteLength(lines.join('\n')) - 2;
  const sentence = isOver
    ? renderHeadline(result)
    : `Interrupted in attempt ${result.attempt} after step ${result.progress.step}`;
  return `${[clipBytes(oneLine(sentence, 600), room), ...lines].join('\n')}\n`;
}

/** The longest beginning of a text that has at most `bytes` bytes, without half a character. */
function clipBytes(text: string, bytes: number): string {
  let kept = text;
  while (byteLength(kept) > bytes)
    kept = kept
      .slice(0, Math.floor(kept.length * 0.9))
      .toWellFormed()
      .replace(/\uFFFD$/, '');
  return kept;
}
