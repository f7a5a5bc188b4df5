import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { generate } from '../../../schemas/generate.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const generated = await generate();

describe('what is generated from the schemas', () => {
  it.each([...generated.keys()])('is committed as it is generated now: %s', (path) => {
    const committed = readFileSync(join(ROOT, path), 'utf8');

    // Compared as a truth value: a difference of two large files is no message.
    expect(committed === generated.get(path), `${path} is up to date; else: npm run generate`).toBe(true);
  });

  it('needs no package at run time and compiles no code', () => {
    const validators = [...generated].filter(([path]) => path.endsWith('validators.js'));

    expect(validators.length).toBeGreaterThan(0);
    for (const [, text] of validators) expect(text).not.toMatch(/\brequire\(|\bimport\b|new Function|\beval\(/);
  });
});
