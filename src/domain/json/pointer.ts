import { isJsonObject } from './exact-json.ts';

/** The steps of a JSON pointer (RFC 6901), decoded; empty for the whole document. */
export type Pointer = readonly string[];

/** Reads a pointer; undefined for a text that is none. */
export function parsePointer(text: string): Pointer | undefined {
  if (text === '') return [];
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return undefined;
  return text
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The pointer as text. */
export function formatPointer(pointer: Pointer): string {
  return pointer.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/**
 * What stands at a pointer; undefined where it leads nowhere. Own keys only. A negative index counts from the end of a
 * list, as it does for Velero's engine.
 */
export function valueAtPointer(document: unknown, pointer: Pointer): unknown {
  return pointer.reduce(stepInto, document);
}

/** The index in a list of so many elements that a step means; undefined for a step that means none of them. */
export function indexOf(step: string, length: number): number | undefined {
  if (!/^(0|-?[1-9]\d{0,8})$/.test(step)) return undefined;
  const index = Number(step) < 0 ? length + Number(step) : Number(step);
  return index >= 0 && index < length ? index : undefined;
}

function stepInto(value: unknown, step: string): unknown {
  if (Array.isArray(value)) {
    const index = indexOf(step, value.length);
    return index === undefined ? undefined : value[index];
  }
  return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}
