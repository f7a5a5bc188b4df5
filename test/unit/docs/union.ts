import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './markdown.ts';

/**
 * The members of a union of texts (`export type Name = | 'a' | 'b';`), in the order of the source: types are gone when
 * a test runs, so they are read from the text.
 */
export function unionIn(path: string, name: string): string[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const declared = new RegExp(`export type ${name} =([^;]*);`).exec(text)?.[1];
  if (declared === undefined) throw new Error(`${path} declares no union ${name}`);
  const members = declared.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  return [...members.matchAll(/'([^']+)'/g)].map(([, member]) => member!);
}
