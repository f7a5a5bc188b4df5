import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPage, ROOT, sectionOf } from './markdown.ts';

/** `[file](../test/…) “name of a test”`: what shows that a row is true. */
const SHOWN_BY = /\]\(\.\.\/(test\/[^)]+)\) “([^”]+)”/g;

describe('the page about Velero', () => {
  it('names tests that exist, for every row in which Lifeboat could be otherwise', () => {
    const { text } = sectionOf(readPage('docs/velero.md'), 'Where Velero surprises');
    const named = [...text.matchAll(SHOWN_BY)].map(([, file = '', name = '']) => ({ file, name }));

    const missing = named.filter(({ file, name }) => !existsSync(join(ROOT, file)) || !textOf(file).includes(name));

    expect(named.length).toBeGreaterThan(30);
    expect(missing).toEqual([]);
  });
});

/** With the escapes of string literals taken away. */
function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8').replaceAll('\\', '');
}
