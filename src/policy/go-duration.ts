import { failure, ok, type Result } from '../base/result.ts';

/** Why a text is no duration, and what was most likely meant. */
export interface DurationFault {
  readonly message: string;
  readonly suggestion: string | undefined;
}

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n, // U+00B5, the micro sign
  μs: 1_000n, // U+03BC, the Greek letter; Go takes both
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Go keeps nanoseconds in 64 bits: about 292 years. */
const LARGEST = 2n ** 63n - 1n;
const LONGEST_TEXT = 64;

const TERM = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;

/** Reads a duration as Go's `time.ParseDuration` does (`1h30m`, `1.5s`, `0`), to nanoseconds; without a sign. */
export function parseGoDuration(text: string): Result<bigint, DurationFault> {
  if (text === '0') return ok(0n);
  if (text === '' || text.length > LONGEST_TEXT) return fault(text);
  let total = 0n;
  TERM.lastIndex = 0;
  while (TERM.lastIndex < text.length) {
    const term = TERM.exec(text);
    if (term === null) return fault(text);
    const [, whole = '', fraction = '', unit = ''] = term;
    if (whole === '' && fraction === '') return fault(text);
    const size = UNITS[unit]!;
    total += BigInt(whole === '' ? 0 : whole) * size;
    if (fraction !== '') total += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
  }
  if (total > LARGEST) return failure({ message: 'is longer than Go can count (292 years)', suggestion: undefined });
  return ok(total);
}

/** A duration that `parseGoDuration` accepts, in milliseconds. */
export function goDurationMs(text: string): number {
  const parsed = parseGoDuration(text);
  if (!parsed.ok) throw new RangeError(`${text} ${parsed.error.message}`);
  return Number(parsed.value) / 1e6;
}

/** Writes nanoseconds as Go does, and so as Velero stores them: `720h0m0s`, `10m0s`, `1.5s`, `20ms`, `0s`. */
export function formatGoDuration(ns: bigint): string {
  if (ns === 0n) return '0s';
  if (ns < UNITS['us']!) return `${ns}ns`;
  if (ns < UNITS['ms']!) return `${decimal(ns, UNITS['us']!)}µs`;
  if (ns < UNITS['s']!) return `${decimal(ns, UNITS['ms']!)}ms`;
  const hours = ns / UNITS['h']!;
  const minutes = (ns % UNITS['h']!) / UNITS['m']!;
  const seconds = `${decimal(ns % UNITS['m']!, UNITS['s']!)}s`;
  if (hours > 0n) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${minutes}m${seconds}` : seconds;
}

function decimal(value: bigint, unit: bigint): string {
  const digits = String(unit).length - 1;
  const fraction = String(value % unit)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  return fraction === '' ? String(value / unit) : `${value / unit}.${fraction}`;
}

const HOURS_PER_UNIT: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168 };

function fault(text: string): Result<never, DurationFault> {
  return failure({ message: 'is not a duration such as 720h, 90m or 1h30m', suggestion: inHours(text) });
}

/** `30d` → `720h`, `1w2d` → `216h`: what people write who expect days. */
function inHours(text: string): string | undefined {
  if (text.length > LONGEST_TEXT || !/^\s*(\d{1,6}\s*(hours?|days?|weeks?|[hdw])\s*)+$/i.test(text)) return undefined;
  let hours = 0;
  for (const [, count, unit = ''] of text.matchAll(/(\d{1,6})\s*([hdw])/gi)) {
    hours += Number(count) * HOURS_PER_UNIT[unit.toLowerCase()]!;
  }
  return `${hours}h`;
}
