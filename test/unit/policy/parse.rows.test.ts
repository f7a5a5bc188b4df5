import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BackupPolicy } from '../../../src/domain/backup/policy.ts';
import { parsePolicies } from '../../../src/policy/parse.ts';

const NOW = new Date('2026-11-21T00:00:00Z');
const LOCATION =
  'apiVersion: lifeboat.dev/v1alpha1\nkind: StorageLocation\nmetadata: {name: main}\nspec: {filesystem: {path: /backups}}\n';

function parse(text: string) {
  return parsePolicies([{ name: 'p.yaml', text }], NOW);
}

/** The errors of one policy with these lines below its `spec`, beside a location that is there. */
function errorsOf(
  spec: string,
  head = 'apiVersion: lifeboat.dev/v1alpha1\nkind: BackupPolicy\nmetadata: {name: nightly}',
): string[] {
  return parse(`${LOCATION}---\n${head}\nspec:\n  storageLocation: main\n${spec}`)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
}

function fixture(name: string) {
  return parse(readFileSync(new URL(`../../fixtures/policies/invalid/${name}`, import.meta.url), 'utf8'));
}

describe('failures of policy input', () => {
  it.each([
    ['duplicate keys', '  ttl: 1h\n  ttl: 2h\n', /^12:3 .*ttl is there already$/],
    ['tabs', '\tttl: 1h\n', /^11:1 .*tabs cannot indent/],
    ['bad indentation', '  ttl: 1h\n   onBusy: Wait\n', /^11:8 : nested mappings/],
    ['a document in a document', '  ttl: 1h\n  --- x\n', /^12:3 /],
  ])('row 107: %s are told with their place, and other policies are not affected', (_, spec, expected) => {
    const broken = `apiVersion: lifeboat.dev/v1alpha1\nkind: BackupPolicy\nmetadata: {name: nightly}\nspec:\n  storageLocation: main\n${spec}`;
    const good =
      'apiVersion: lifeboat.dev/v1alpha1\nkind: BackupPolicy\nmetadata: {name: good}\nspec: {storageLocation: main}\n';

    const { documents } = parse(`${broken}---\n${LOCATION}---\n${good}`);

    expect(documents.map(({ name }) => name)).toEqual(['main', 'good']);
    expect(errorsOf(spec)[0]).toMatch(expected);
  });

  it('row 108: an alias bomb is refused', () => {
    const { documents, diagnostics } = fixture('alias-bomb.yaml');

    expect(documents).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: 'too-large', message: expect.stringContaining('more than 10 times') }]);
  });

  it('row 109: a document of more than 256 KiB, and a map of more than 2 000 keys, are refused before they are built', () => {
    const wide = fixture('too-many-keys.yaml');
    const large = parse(
      `apiVersion: lifeboat.dev/v1alpha1\nkind: BackupPolicy\nx-filler: "${'x'.repeat(256 * 1024)}"\n`,
    );

    expect(wide.diagnostics).toMatchObject([{ code: 'too-large', message: 'has a map with more than 2000 keys' }]);
    expect(large.diagnostics).toMatchObject([{ code: 'too-large', message: 'has more than 256 KiB' }]);
  });

  it('row 110: a document nested deeper than 64 levels is refused', () => {
    expect(fixture('too-deep.yaml').diagnostics).toMatchObject([
      { code: 'too-large', line: 4, message: 'is nested deeper than 64 levels' },
    ]);
  });

  it('row 111: tags are refused, known ones and unknown ones', () => {
    const tags = fixture('tags.yaml').diagnostics.filter(({ message }) => message.startsWith('tags'));

    expect(tags.map(({ line }) => line)).toEqual([4, 6, 6]);
  });

  it.each([
    ['  allowEmpty: NO', /allowEmpty: is the text "NO"; it must be true or false/],
    ['  metadata: {labels: {build: 010}}', /build: is the number 10; it must be a text/],
    ['  metadata: {labels: {version: 1.10}}', /version: is the number 1.1; it must be a text/],
    ['  retention: {keepLast: 9007199254740993}', /9007199254740993 is a number too large to be kept exactly/],
    ['  retention: {keepLast: 1.5}', /keepLast: is the number 1.5; it must be a whole number/],
  ])('row 112: a scalar that is not what it seems is told: %s', (spec, expected) => {
    expect(errorsOf(spec)).toEqual([expect.stringMatching(expected)]);
  });

  it('row 112: words that older YAML takes for numbers and truth values are texts', () => {
    const { documents } = parse(
      `${LOCATION}---\napiVersion: lifeboat.dev/v1alpha1\nkind: BackupPolicy\nmetadata: {name: nightly}\nspec: {storageLocation: main, metadata: {labels: {country: NO, on: y}}}\n`,
    );

    expect((documents[1] as BackupPolicy).labels).toEqual({ country: 'NO', on: 'y' });
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'])(
    'row 113: the key %s is an unknown field like any other, and changes no object',
    (key) => {
      const errors = errorsOf(`  ${key}: {polluted: true}\n  retention: {${key}: 1}`);

      expect(errors).toHaveLength(2);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );

  it('row 113: where keys are free, such a key is kept as one', () => {
    const errors = errorsOf('  metadata: {labels: {constructor: a, toString: b}}');

    expect(errors).toEqual([]);
  });

  it('row 114: a merge key is refused with a hint', () => {
    const { diagnostics } = fixture('merge-key.yaml');

    expect(diagnostics).toMatchObject([{ line: 12, column: 3, message: expect.stringContaining('no merge keys') }]);
  });

  it.each(['at noon', '0 17 2 * * *', '@every 1h', '0 0 30 2 *', '0 0 * * 7', '0 0 L * *', '61 * * * *'])(
    'row 115: the schedule %s is refused',
    (schedule) => {
      expect(errorsOf(`  schedule: "${schedule}"`)).toEqual([expect.stringMatching(/^11:13 spec\.schedule: /)]);
    },
  );

  it.each(['Europe/Berln', 'Local', '+02:00', 'europe/berlin'])('row 116: the time zone %s is refused', (timeZone) => {
    expect(errorsOf(`  timeZone: "${timeZone}"`)).toEqual([expect.stringMatching(/^11:13 spec\.timeZone: /)]);
  });

  it.each([
    ['2026-11-21T00:00:00Z', '2027-03-28 02:30', 'leaves that run out'],
    ['2026-06-01T00:00:00Z', '2026-10-25 02:30', 'may come twice'],
  ])('row 116: seen from %s, a schedule at %s is warned of', (now, time, what) => {
    const text = `${LOCATION}---\napiVersion: lifeboat.dev/v1alpha1\nkind: BackupPolicy\nmetadata: {name: nightly}\nspec: {storageLocation: main, schedule: "30 2 * * *", timeZone: Europe/Berlin}\n`;

    const { diagnostics, documents } = parsePolicies([{ name: 'p.yaml', text }], new Date(now));

    expect(documents).toHaveLength(2);
    expect(diagnostics).toMatchObject([{ severity: 'warning', path: 'spec.schedule' }]);
    expect(diagnostics[0]!.message).toContain(time);
    expect(diagnostics[0]!.message).toContain(what);
  });

  it.each([
    ['x'.repeat(41), 'has 41 of at most 40 characters'],
    ['x'.repeat(64), `the CronJob would be called backup-${'x'.repeat(64)}, 71 of at most 52`],
    ['Nightly', 'is not a DNS label'],
    ['night_ly', 'is not a DNS label'],
    ['nightly.shop', 'is not a DNS label'],
  ])('row 117: the name %s is refused with the names it would lead to', (name, expected) => {
    const errors = errorsOf('', `apiVersion: lifeboat.dev/v1alpha1\nkind: BackupPolicy\nmetadata: {name: ${name}}`);

    expect(errors).toEqual([expect.stringContaining(expected)]);
  });

  it('row 118: a policy whose location is not there, or not valid, is not handed out', () => {
    const { documents, diagnostics } = fixture('dangling-references.yaml');

    expect(documents.map(({ name }) => name)).toEqual(['main']);
    expect(diagnostics.filter(({ code }) => code === 'unknown-reference').map(({ document }) => document)).toEqual([
      'BackupPolicy/typo',
      'BackupPolicy/unset',
      'BackupPolicy/on-sand',
    ]);
  });

  it.each([
    ['an unknown field', '  includedNamespace: [shop]', undefined, 'there is no field "includedNamespace" here'],
    [
      'a newer version',
      '',
      'apiVersion: lifeboat.dev/v1\nkind: BackupPolicy\nmetadata: {name: n}',
      'not known to this release',
    ],
    [
      'an unknown kind',
      '',
      'apiVersion: lifeboat.dev/v1alpha1\nkind: Policy\nmetadata: {name: n}',
      'there is no kind "Policy"',
    ],
    [
      'a reserved kind',
      '',
      'apiVersion: lifeboat.dev/v1alpha1\nkind: DrillPolicy\nmetadata: {name: n}',
      'not in this release',
    ],
    ['an unbuilt field', '  encryption: {}', undefined, 'not in this release'],
  ])('row 120: %s is refused, never ignored', (_, spec, head, expected) => {
    expect(errorsOf(spec, head)).toEqual([expect.stringContaining(expected)]);
  });
});
