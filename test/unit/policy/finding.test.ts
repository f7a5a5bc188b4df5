import { describe, expect, it } from 'vitest';
import { clipped, formatPath, quoted } from '../../../src/policy/finding.ts';

describe('formatPath', () => {
  it.each([
    [[], ''],
    [['spec', 'ttl'], 'spec.ttl'],
    [['spec', 'includedNamespaces', 0], 'spec.includedNamespaces[0]'],
    [['metadata', 'labels', 'acme.example/team'], 'metadata.labels["acme.example/team"]'],
    [['x-anchors'], 'x-anchors'],
  ])('writes %j as %s', (path, text) => {
    expect(formatPath(path)).toBe(text);
  });
});

describe('quoted', () => {
  it('escapes what could steer a terminal, and cuts what is long', () => {
    expect(quoted('\u001b[2J')).toBe('"\\u001b[2J"');
    expect(quoted('x'.repeat(200))).toHaveLength(82);
  });
});

describe('clipped', () => {
  it('leaves what fits', () => {
    expect(clipped('abc', 3)).toBe('abc');
    expect(clipped('abcd', 3)).toBe('ab…');
  });
});
