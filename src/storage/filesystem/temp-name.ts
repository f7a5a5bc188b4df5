import { randomBytes } from 'node:crypto';

const PATTERN = /^\.(.+)\.tmp-[0-9a-f]{16}$/;

/** A name beside `name` for bytes that are not complete yet. Hidden, so that no tool takes it for the object. */
export function tempNameFor(name: string): string {
  return `.${name}.tmp-${randomBytes(8).toString('hex')}`;
}

/** The name that a temporary file was going to get, or undefined for a file of another kind. */
export function nameBehindTemp(name: string): string | undefined {
  return PATTERN.exec(name)?.[1];
}
