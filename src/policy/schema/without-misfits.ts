import type { Path } from '../finding.ts';
import { checkSchema } from './check-schema.ts';
import type { Validator } from './schema-error.ts';

/**
 * A document without what its schema refuses, so that rules can speak about the rest at the same time; undefined where
 * that is nothing. What lacks a field goes as a whole, but for the document itself: its own fields may be missing. An
 * entry of a list leaves a hole, which `flatMap`, `map` and their like pass over, so that the others keep their places.
 */
export function withoutMisfits(validate: Validator, document: unknown): object | undefined {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined;
  const rest = structuredClone(document);
  for (;;) {
    const removed = checkSchema(validate, rest).filter(({ path }) => remove(rest, path));
    if (removed.length === 0) return rest;
  }
}

/** Whether there was something at the path to be removed. */
function remove(document: object, path: Path): boolean {
  const last = path.at(-1);
  if (last === undefined) return false;
  let holder: unknown = document;
  for (const step of path.slice(0, -1)) holder = isTree(holder) ? holder[step] : undefined;
  return isTree(holder) && Object.hasOwn(holder, last) && Reflect.deleteProperty(holder, last);
}

function isTree(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
