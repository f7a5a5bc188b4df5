import { describe, expect, it } from 'vitest';
import { isDnsLabel, nameFault, nameSuggestion } from '../../../src/policy/names.ts';

describe('nameFault', () => {
  it.each(['a', 'nightly', 'shop-2', '0', 'a'.repeat(40)])('has nothing against %s', (name) => {
    expect(nameFault(name)).toBeUndefined();
  });

  it.each(['', '-a', 'a-', 'A', 'a_b', 'a.b', 'ä', 'a b', 'a\n'])('has something against %j', (name) => {
    expect(nameFault(name)).toEqual(expect.any(String));
  });

  it('allows no name whose CronJob, Job or backup would be too long', () => {
    const longest = 'a'.repeat(40);

    expect(`backup-${longest}`.length).toBeLessThanOrEqual(52);
    expect(`backup-${longest}-29920457`.length).toBeLessThanOrEqual(63);
    expect(`${longest}-20261121021700-3f9c21`.length).toBeLessThanOrEqual(63);
    expect(nameFault(`${longest}a`)).toContain('41 of at most 40');
  });

  it('shows the longest names that a name leads to', () => {
    expect(nameFault('x'.repeat(46))).toContain(
      `the CronJob would be called backup-${'x'.repeat(46)}, 53 of at most 52`,
    );
  });

  it('keeps its message short for a name without end', () => {
    expect(nameFault('x'.repeat(100_000))!.length).toBeLessThan(500);
  });
});

describe('nameSuggestion', () => {
  it.each([
    ['Nightly_Backup', 'nightly-backup'],
    ['--shop--', 'shop'],
    ['a'.repeat(50), 'a'.repeat(40)],
  ])('turns %s into %s', (name, suggestion) => {
    expect(nameSuggestion(name)).toBe(suggestion);
    expect(nameFault(suggestion)).toBeUndefined();
  });

  it('has none where nothing is left', () => {
    expect(nameSuggestion('___')).toBeUndefined();
  });
});

describe('isDnsLabel', () => {
  it('takes 63 characters and no more', () => {
    expect(isDnsLabel('a'.repeat(63))).toBe(true);
    expect(isDnsLabel('a'.repeat(64))).toBe(false);
  });
});
