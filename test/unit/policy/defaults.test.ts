import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../../../src/policy/defaults.ts';
import { parseGoDuration } from '../../../src/policy/go-duration.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly default?: unknown;
}

function specOf(name: string): Schema {
  const url = new URL(`../../../schemas/v1alpha1/${name}.schema.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as Schema).properties!['spec']!;
}

function collectDefaults(schema: Schema): [string, unknown][] {
  const found: [string, unknown][] = [];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if ('default' in property) found.push([name, property.default]);
    found.push(...collectDefaults(property));
  }
  return found;
}

function sameValue(value: unknown): unknown {
  const duration = typeof value === 'string' ? parseGoDuration(value) : undefined;
  return duration?.ok ? duration.value : value;
}

describe('the defaults that schemas tell', () => {
  it.each(['storage-location', 'backup-policy', 'restore-policy', 'prune-policy', 'verify-policy'])(
    'are those that code fills in: %s',
    (name) => {
      const told = collectDefaults(specOf(name)).filter(([field]) => Object.hasOwn(DEFAULTS, field));

      for (const [field, value] of told) {
        expect([field, sameValue(value)]).toEqual([field, sameValue(DEFAULTS[field as keyof typeof DEFAULTS])]);
      }
      expect(told.length).toBeGreaterThan(0);
    },
  );

  it('say nothing else but "nothing"', () => {
    const told = ['storage-location', 'backup-policy', 'restore-policy', 'prune-policy', 'verify-policy'].flatMap(
      (name) => collectDefaults(specOf(name)),
    );

    const unknown = told.filter(([field]) => !Object.hasOwn(DEFAULTS, field)).map(([, value]) => JSON.stringify(value));

    expect([...new Set(unknown)].toSorted()).toEqual(['""', '0', '[]', 'false', '{}']);
  });
});
