import { doubtful, type Finding, invalid, type Path, quoted } from '../finding.ts';
import { parseGoDuration } from '../go-duration.ts';

/** A duration that must be longer than nothing. */
export function checkPositive(text: string | undefined, path: Path): Finding[] {
  return isValue(text, (ns) => ns === 0n) ? [invalid(path, 'is no time at all')] : checkDuration(text, path);
}

/** A duration of Velero's, where 0 means Velero's default: allowed, and worth a word. */
export function checkVeleroDefault(text: string | undefined, path: Path, standard: string): Finding[] {
  if (!isValue(text, (ns) => ns === 0n)) return checkDuration(text, path);
  return [doubtful(path, `0 means Velero's default here, ${standard}; say that`, standard)];
}

/** A duration that may be anything that Go can hold: the schema's pattern lets more through. */
export function checkDuration(text: string | undefined, path: Path): Finding[] {
  if (text === undefined) return [];
  const parsed = parseGoDuration(text);
  if (parsed.ok) return [];
  return [invalid(path, `${quoted(text)} ${parsed.error.message}`, parsed.error.suggestion)];
}

function isValue(text: string | undefined, test: (ns: bigint) => boolean): boolean {
  const parsed = text === undefined ? undefined : parseGoDuration(text);
  return parsed?.ok === true && test(parsed.value);
}
