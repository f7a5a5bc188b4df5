import { fc } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { parsePolicies } from '../../../src/policy/parse.ts';

const NOW = new Date('2026-11-21T00:00:00Z');
const HEAD = 'apiVersion: lifeboat.dev/v1alpha1\nkind: BackupPolicy\nmetadata: {name: x}\nspec:\n';
const SIZE = 250 * 1024;

function parse(text: string) {
  return parsePolicies([{ name: 'hostile.yaml', text }], NOW);
}

const pieces = fc.constantFrom(
  '\n',
  '\n  ',
  '\n    ',
  '---\n',
  '...\n',
  ': ',
  '- ',
  '? ',
  '[',
  ']',
  '{',
  '}',
  ', ',
  '&a ',
  '*a',
  '<<',
  '!!str ',

  '!x ',
  '|',
  '>',
  '|2-',
  '"',
  "'",
  '#',
  '%YAML 1.1\n',
  '\t',
  '\\',
  '\u0000',
  '\uFEFF',
  '\uD800',
  '🚢',
  '9007199254740993',

  'apiVersion',
  'kind',
  'lifeboat.dev/v1alpha1',
  'velero.io/v1',
  'v1',
  'ConfigMap',
  'BackupPolicy',
  'RestorePolicy',

  'StorageLocation',
  'BackupStorageLocation',
  'Schedule',
  'metadata',
  'name',
  'spec',
  'template',
  'data',
  'a.yaml',
  'ttl',

  '720h',
  'schedule',
  '17 2 * * *',
  'labelSelector',
  'matchLabels',
  '__proto__',
  'constructor',
  'toString',
  's3',
  'null',
);

const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      null,
      true,
      false,
      0,
      -1,
      7,
      1.5,
      1e300,
      '',
      '*',
      'shop',
      '720h',
      '30d',
      '17 2 * * *',
      'a/b',
      '\u001b[2J',
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom('name', 'resources', 'matchLabels', 'a', '__proto__', 'keepLast', 'at', 'bucket'),
      tie('value'),
      {
        maxKeys: 3,
      },
    ),
  ),
})).value;

const fields = fc.constantFrom(
  'metadata',
  'includedNamespaces',
  'excludedResources',
  'labelSelector',
  'orLabelSelectors',
  'ttl',
  'hooks',
  'schedule',

  'retention',
  'timeZone',
  's3',
  'filesystem',
  'accessMode',
  'backupName',
  'from',
  'namespaceMapping',
  'template',
  'config',

  'objectStorage',
  'provider',
  'default',
  'notify',
  'encryption',
  'storageLocation',
  'uploaderConfig',
  'restoreStatus',
);

describe('no text makes parsing throw', () => {
  it('whatever words of YAML and of ours it is made of', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (words) => {
        expect(Array.isArray(parse(words.join('')).diagnostics)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('whatever values the fields of a document have', () => {
    const document = fc.record({
      apiVersion: fc.constantFrom('lifeboat.dev/v1alpha1', 'velero.io/v1'),
      kind: fc.constantFrom(
        'BackupPolicy',
        'RestorePolicy',
        'StorageLocation',
        'Schedule',
        'Backup',
        'Restore',
        'BackupStorageLocation',
      ),
      metadata: fc.oneof(fc.constant({ name: 'x' }), values),
      spec: fc.oneof(fc.dictionary(fields, values, { maxKeys: 6 }), values),
    });
    fc.assert(
      fc.property(document, (value) => {
        const { documents, found } = parse(JSON.stringify(value));

        expect(found).toHaveLength(1);
        expect(documents.length).toBe(found[0]!.policy === undefined ? 0 : 1);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a text that is made to exhaust the reader is refused', () => {
  it.each([
    ['nested lists', `${HEAD}  a: ${'['.repeat(SIZE)}`],
    ['nested maps', `${HEAD}  a: ${'{a: '.repeat(SIZE / 4)}`],
    ['nested sequences', `${HEAD}${'- '.repeat(SIZE / 2)}`],
    ['explicit keys', '? '.repeat(SIZE / 2)],
    ['keys', `${HEAD}${'  a: 1\n'.repeat(SIZE / 8)}`],
    ['keys of a flow map', `${HEAD}  a: {${'a,'.repeat(SIZE / 2)}}`],
    ['aliases', `${HEAD}  a: &a 1\n  b: [${'*a,'.repeat(SIZE / 3)}]`],
    ['quotes', `${HEAD}${'"'.repeat(SIZE)}`],
    ['tags', `${HEAD}  a: ${'!'.repeat(SIZE)}`],
    ['digits', `${HEAD}  ttl: ${'1'.repeat(SIZE)}`],
    ['a field of a schedule', `${HEAD}  schedule: "${'1,'.repeat(SIZE / 2)}1 * * * *"`],
    ['a name', HEAD.replace('x', 'x'.repeat(SIZE))],
    ['a label', `${HEAD}  labelSelector: {matchLabels: {"${'a-'.repeat(SIZE / 2)}/b": c}}`],
    [
      'certificates',
      `${HEAD.replace('BackupPolicy', 'StorageLocation')}  s3: {bucket: a, caCert: "${'-----BEGIN CERTIFICATE-----'.repeat(SIZE / 28)}"}`,
    ],
    ['everything else', 'x'.repeat(SIZE * 4)],
  ])('by %s', (_, text) => {
    const { documents, diagnostics } = parse(text);

    expect(documents).toEqual([]);
    expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
    expect(diagnostics.every(({ message, path }) => message.length <= 600 && path.length <= 300)).toBe(true);
  });
});
