import { parseGoDuration } from '../go-duration.ts';
import type { Finding, Path } from '../finding.ts';

/** A field without effect in this release, and the values with which that is no loss. */
export interface UnbuiltField {
  /** Below `spec`. */
  readonly path: readonly string[];
  /** Whether the value asks for nothing that is missing; never asked about an unset field. */
  readonly isInert: (value: unknown) => boolean;
  /** What the field is, and what helps meanwhile, as the end of a sentence; unset where its name says all. */
  readonly hint?: string;
}

/** False, empty, or with nothing but that inside. */
export function isNothing(value: unknown): boolean {
  if (value === false || value === 0 || value === '' || value === null || value === undefined) return true;
  return typeof value === 'object' && Object.values(value).every(isNothing);
}

/** For durations whose default has an effect of its own. */
export function isDuration(standard: string): (value: unknown) => boolean {
  const nanoseconds = (text: unknown): bigint | undefined => {
    const parsed = parseGoDuration(String(text));
    return parsed.ok ? parsed.value : undefined;
  };
  return (value) => nanoseconds(value) === nanoseconds(standard) || nanoseconds(value) === 0n;
}

/** For fields with one value that changes nothing. */
export function isExactly(standard: unknown): (value: unknown) => boolean {
  return (value) => value === standard || value === '';
}

/** The fields of a list that a spec sets to something that is missing. */
export function unbuiltIn(spec: object, fields: readonly UnbuiltField[]): Path[] {
  return fields.flatMap(({ path, isInert }) => {
    const value = valueAt(spec, path);
    return value === undefined || isInert(value) ? [] : [['spec', ...path]];
  });
}

function valueAt(spec: object, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (here, key) => (typeof here === 'object' && here !== null ? (here as Record<string, unknown>)[key] : undefined),
    spec,
  );
}

/** Errors for fields about objects: doing less than the policy says would look like success. */
export function refuseUnbuilt(spec: object, fields: readonly UnbuiltField[]): Finding[] {
  return fields.flatMap((field) =>
    unbuiltIn(spec, [field]).map((path) => ({
      severity: 'error',
      code: 'not-supported',
      message: field.hint === undefined ? 'not in this release' : `not in this release: ${field.hint}`,
      path,
      at: 'key',
    })),
  );
}

/** Warnings for fields about volume data: the objects are protected all the same, and each run's result repeats it. */
export function warnVolumeData(spec: object, fields: readonly UnbuiltField[]): Finding[] {
  return unbuiltIn(spec, fields).map((path) => ({
    severity: 'warning',
    code: 'volume-data-not-covered',
    message: 'has no effect: this release does not cover volume data',
    path,
    at: 'key',
  }));
}
