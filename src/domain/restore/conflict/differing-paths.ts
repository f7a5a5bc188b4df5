import { isSameJson } from '../../json/canonical.ts';
import { isJsonObject } from '../../json/exact-json.ts';

/** How many paths a sentence names. */
const NAMED = 3;

/** A key that needs no quotes in a path. */
const PLAIN_KEY = /^[A-Za-z_][\w-]*$/;

/**
 * Where two values differ, as paths that kubectl's people read: `spec.replicas`, `data["tls.crt"]`,
 * `spec.template.spec.containers[0].image`. In the order of `to`, then what only `from` has. Holds no value.
 */
export function differingPaths(from: unknown, to: unknown): string[] {
  return differences(from, to).map(({ path }) => path);
}

/** One place where two values differ; `undefined` on the side that has nothing there. */
export interface Difference {
  /** As `differingPaths` writes it. */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Where two values differ, with what each has there, in the order of `to`, then what only `from` has. */
export function differences(from: unknown, to: unknown): Difference[] {
  const found: Difference[] = [];
  collect(from, to, '', found);
  return found;
}

/** The first paths as part of a sentence: `spec.replicas, data.a, data.b and 2 more`. */
export function describePaths(paths: readonly string[]): string {
  const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
  return `${paths.slice(0, NAMED).join(', ')}${more}`;
}

function collect(from: unknown, to: unknown, path: string, found: Difference[]): void {
  if (isSameJson(from, to)) return;
  if (isJsonObject(from) && isJsonObject(to)) {
    for (const key of new Set([...Object.keys(to), ...Object.keys(from)])) {
      collect(own(from, key), own(to, key), step(path, key), found);
    }
  } else if (Array.isArray(from) && Array.isArray(to) && from.length === to.length) {
    for (const [i, element] of to.entries()) collect(from[i], element, `${path}[${i}]`, found);
  } else found.push({ path, from, to });
}

function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function step(path: string, key: string): string {
  if (!PLAIN_KEY.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
