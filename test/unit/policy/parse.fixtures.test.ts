import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parsePolicies } from '../../../src/policy/parse.ts';
import { renderDiagnostics } from '../../../src/views/diagnostics.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/policies', import.meta.url));
const NOW = new Date('2026-11-21T00:00:00Z');

describe('a valid policy file', () => {
  it.each(filesIn('valid'))('%s is accepted, with the warnings written beside it', async (name) => {
    const { parsed, rendered } = parse('valid', name);

    expect(parsed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(parsed.documents.length).toBe(parsed.found.length);
    expect(parsed.documents.length).toBeGreaterThan(0);
    if (rendered !== '') await expect(rendered).toMatchFileSnapshot(expectedFile('valid', name));
  });
});

describe('an invalid policy file', () => {
  it.each(filesIn('invalid'))('%s is told in the words written beside it', async (name) => {
    const { parsed, rendered } = parse('invalid', name);

    expect(parsed.diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
    await expect(rendered).toMatchFileSnapshot(expectedFile('invalid', name));
  });
});

function filesIn(folder: string): string[] {
  return globSync('*.{yaml,json}', { cwd: join(FIXTURES, folder) }).toSorted();
}

function expectedFile(folder: string, name: string): string {
  return join(FIXTURES, folder, name.replace(/\.(yaml|json)$/, '.txt'));
}

function parse(folder: string, name: string) {
  const file = { name, text: readFileSync(join(FIXTURES, folder, name), 'utf8') };
  const parsed = parsePolicies([file], NOW);
  return { parsed, rendered: renderDiagnostics(parsed.diagnostics, { style: 'terminal', sources: [file] }) };
}
