import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkReferences } from '../../../src/policy/referenced/check-references.ts';
import { hasReferences } from '../../../src/policy/referenced/references-of.ts';
import { parsePolicies } from '../../../src/policy/parse.ts';
import { formatDiagnostic } from '../../../src/views/diagnostics.ts';

const NOW = new Date('2026-11-21T00:00:00Z');
const PAGE = readFileSync(new URL('../../../docs/policies.md', import.meta.url), 'utf8');

interface Property {
  readonly $ref?: string;
  readonly description: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Property>>;
}

interface Schema {
  readonly properties: { readonly spec: Property };
  readonly definitions: Readonly<Record<string, Property>>;
}

function rowsOf(name: string): string[] {
  const url = new URL(`../../../schemas/v1alpha1/${name}.schema.json`, import.meta.url);
  const schema = JSON.parse(readFileSync(url, 'utf8')) as Schema;
  const rows: string[] = [];
  const walk = (property: Property, prefix: string): void => {
    for (const [field, one] of Object.entries(property.properties ?? {})) {
      rows.push(row(`${prefix}${field}`, one));
      const isOpened =
        name === 'storage-location' || field === 'metrics' || (one.$ref === undefined && field !== 'hooks');
      const target = one.$ref === undefined ? one : schema.definitions[one.$ref.replace('#/definitions/', '')]!;
      if (isOpened) walk(target, `${prefix}${field}.`);
    }
  };
  walk(schema.properties.spec, '');
  return rows;
}

function row(field: string, property: Property): string {
  const standard = property.default;
  const isNothing = standard === undefined || ['[]', '{}', '""'].includes(JSON.stringify(standard));
  const shown = typeof standard === 'string' ? standard : JSON.stringify(standard);
  return `| \`${field}\` | ${property.description} | ${isNothing ? '' : `\`${shown}\``} |`;
}

describe('docs/policies.md', () => {
  it('holds only YAML that is valid, taken together', () => {
    const blocks = [...PAGE.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = ''], i) => ({
      name: `block ${i + 1}`,
      text,
    }));

    const parsed = parsePolicies(blocks, NOW);
    const { diagnostics, documents } = parsed;

    expect(diagnostics.filter(({ severity }) => severity === 'error').map(formatDiagnostic)).toEqual([]);
    expect(diagnostics.map(({ document, path }) => [document, path])).toEqual([['BackupPolicy/shop', 'spec.schedule']]);
    expect(documents.length).toBeGreaterThan(8);
    expect(checkReferences(parsed).map(formatDiagnostic)).toEqual([]);
    expect(hasReferences(parsed)).toBe(true);
  });

  it.each(['storage-location', 'backup-policy', 'restore-policy', 'prune-policy', 'verify-policy'])(
    'has the row of every field of %s',
    (name) => {
      const missing = rowsOf(name).filter((text) => !PAGE.includes(text));

      expect(missing).toEqual([]);
    },
  );

  it('has a row for every code of a diagnostic', () => {
    const source = readFileSync(new URL('../../../src/domain/diagnostic.ts', import.meta.url), 'utf8');
    const union = /export type DiagnosticCode =(.*?);/s.exec(source)![1]!;
    const codes = [...union.matchAll(/'([\w-]+)'/g)].map(([, code]) => code!);

    const told = [...PAGE.matchAll(/^\| `([\w-]+)` \| (?:error|warning) \|/gm)].map(([, code]) => code!);

    expect(told).toEqual(codes);
  });
});
