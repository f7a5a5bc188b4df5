import { pino, type Logger } from 'pino';
import type { Redactor } from './redact.ts';

/** How and where a run's log is shown. */
export interface LoggerOptions {
  /** What is shown. The tape holds everything from `info` up, however little that is. */
  readonly level: string;
  /** `json`: one document a line, as pods log; `terminal`: short lines for a person. */
  readonly style: 'json' | 'terminal';
  /** Takes one finished line with its line break; called synchronously, so that nothing is lost on exit. */
  readonly write: (line: string) => void;
  readonly redactor: Redactor;
}

/** The logger, and what it has written so far as JSON lines, for the backup's own `-logs.gz`. */
export interface LogTape {
  readonly log: Logger;
  readonly recorded: () => Uint8Array;
}

/** What a backup keeps of its log at most, in bytes; a run tells its story in a few KiB. */
const TAPE_LIMIT = 4 * 1024 * 1024;

/** Makes the run's logger. Every line is redacted before it is written or recorded. */
export function createLogger(options: LoggerOptions): LogTape {
  const lines: string[] = [];
  let length = 0;
  const { values } = pino.levels;
  const shownFrom = values[options.level] ?? Number.POSITIVE_INFINITY;
  const stream = {
    [Symbol.for('pino.metadata')]: true, // asks pino to set `lastLevel` before each line
    lastLevel: 0,
    write(raw: string) {
      const line = options.redactor.redact(raw);
      if (length + line.length <= TAPE_LIMIT) lines.push(line);
      length += line.length;
      if (stream.lastLevel >= shownFrom) options.write(options.style === 'json' ? line : formatLine(line));
    },
  };
  const log = pino(
    {
      level: shownFrom < values['info']! ? options.level : 'info',
      base: null,
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: serializeError, err: serializeError },
      redact: { paths: ['*.token', '*.secretAccessKey', '*.password', '*.data', '*.stringData'], censor: '[redacted]' },
    },
    stream,
  );
  return { log, recorded: () => Buffer.from(lines.join('')) };
}

/** Name, message and stack of an error and of its causes; no other property, because clients hang responses on them. */
export function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: serializeError(error.cause) };
  return { name: error.name, message: error.message, ...code, stack: error.stack, ...cause };
}

/** `02:17:04  warn: message  key=value …` for terminals, where the run, its policy and its trace are known. */
function formatLine(line: string): string {
  const {
    level,
    time,
    message,
    error,
    err,
    run: _run,
    policy: _policy,
    trace_id: _traceId,
    span_id: _spanId,
    trace_flags: _traceFlags,
    ...fields
  } = JSON.parse(line) as Record<string, unknown>;
  const shown = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const mark = level === 'info' ? '' : `${String(level)}: `;
  const cause = messageOf(error ?? err);
  return `${[String(time).slice(11, 19), `${mark}${String(message)}${cause}`, ...shown].join('  ')}\n`;
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? `: ${String(error.message)}` : '';
}
