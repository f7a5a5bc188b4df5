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
  const paths: string[] = [];
  collect(from, to, '', paths);
  return paths;
}

/** The first paths as part of a sentence: `spec.replicas, data.a, data.b and 2 more`. */
export function describePaths(paths: readonly string[]): string {
  const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
  return `${paths.slice(0, NAMED).join(', ')}${more}`;
}

function collect(from: unknown, to: unknown, path: string, paths: string[]): void {
  if (isSameJson(from, to)) return;
  if (isJsonObject(from) && isJsonObject(to)) {
    for (const key of new Set([...Object.keys(to), ...Object.keys(from)])) {
      collect(own(from, key), own(to, key), step(path, key), paths);
    }
  } else if (Array.isArray(from) && Array.isArray(to) && from.length === to.length) {
    for (const [i, element] of to.entries()) collect(from[i], element, `${path}[${i}]`, paths);
  } else paths.push(path);
}

function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function step(path: string, key: string): string {
  if (!PLAIN_KEY.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
