import { describe, expect, it } from 'vitest';
import type { BackupPolicy } from '../../../src/domain/backup/policy.ts';
import { parsePolicies } from '../../../src/policy/parse.ts';

const NOW = new Date('2026-11-21T00:00:00Z');

const LOCATION = `apiVersion: lifeboat.dev/v1alpha1
kind: StorageLocation
metadata: {name: main}
spec: {filesystem: {path: /backups}}
`;

function aPolicyText(name: string, spec = 'storageLocation: main'): string {
  return `apiVersion: lifeboat.dev/v1alpha1\nkind: BackupPolicy\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;
}

function parse(...texts: string[]) {
  return parsePolicies(
    texts.map((text, i) => ({ name: `${i + 1}.yaml`, text })),
    NOW,
  );
}

describe('parsePolicies', () => {
  it('gives the policies of several files, whatever file their location is in', () => {
    const { documents, diagnostics } = parse(aPolicyText('nightly'), LOCATION, aPolicyText('weekly'));

    expect(diagnostics).toEqual([]);
    expect(documents.map(({ kind, name }) => `${kind}/${name}`)).toEqual([
      'BackupPolicy/nightly',
      'StorageLocation/main',
      'BackupPolicy/weekly',
    ]);
  });

  it('gives nothing for nothing', () => {
    expect(parse('', '# only words\n---\n')).toEqual({
      documents: [],
      found: [],
      diagnostics: [],
      configMaps: [],
      ignored: 0,
    });
  });

  it('tells a policy that is there and wrong from one that is not there', () => {
    const { found, documents } = parse(
      LOCATION,
      aPolicyText('nightly', 'ttl: 30d'),
      'kind: BackupPolicy\nmetadata: {name: torn',
    );

    expect(documents.map(({ name }) => name)).toEqual(['main']);
    expect(found.map(({ kind, name, policy }) => [kind, name, policy !== undefined])).toEqual([
      ['StorageLocation', 'main', true],
      ['BackupPolicy', 'nightly', false],
      ['BackupPolicy', 'torn', false],
    ]);
  });

  it('labels each problem with its document, and orders problems as the texts are', () => {
    const { diagnostics } = parse(
      aPolicyText('b', 'storageLocation: main, ttl: 1d'),
      `${LOCATION}---\n${aPolicyText('a', 'storageLocation: main, ttl: 2d')}`,
    );

    expect(diagnostics.map(({ file, line, document }) => [file, line, document])).toEqual([
      ['1.yaml', 4, 'BackupPolicy/b'],
      ['2.yaml', 9, 'BackupPolicy/a'],
    ]);
  });

  it('hands out what was written, so that single fields can be replaced and parsed again', () => {
    const { found } = parse(LOCATION, aPolicyText('nightly', 'storageLocation: main, ttl: 24h'));
    const written = found[1]!.document as { spec: object };
    const changed = JSON.stringify({ ...written, spec: { ...written.spec, includedNamespaces: ['shop'] } });

    const { documents } = parse(LOCATION, changed);

    expect((documents[1] as BackupPolicy).selection.includedNamespaces).toEqual(['shop']);
    expect((documents[1] as BackupPolicy).retention.ttlMs).toBe(86_400_000);
  });

  it('lets the location that Velero marks as default serve policies that name none', () => {
    const bsl = 'apiVersion: velero.io/v1\nkind: BackupStorageLocation\nmetadata: {name: aws}\n';
    const spec = 'spec: {provider: aws, default: true, objectStorage: {bucket: b}}\n';

    const { documents, diagnostics } = parse(bsl + spec, aPolicyText('nightly', ''));

    expect(diagnostics).toEqual([]);
    expect(documents[1]).toMatchObject({ storageLocation: 'aws', veleroSpec: { storageLocation: 'aws' } });
  });

  it('counts the Kubernetes objects that are none of its business, however large', () => {
    const crd = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n${'  a: {b: c}\n'.repeat(30_000)}`;

    const { ignored, diagnostics, documents } = parse(`${crd}---\n${LOCATION}---\n${crd}`);

    expect({ ignored, diagnostics, documents: documents.length }).toEqual({
      ignored: 2,
      diagnostics: [],
      documents: 1,
    });
  });

  it.each([
    ['of kubectl', `apiVersion: v1\nkind: List\nitems:\n- apiVersion: velero.io/v1\n  kind: Schedule\n`],
    ['in JSON', '{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "velero.io/v1", "kind": "Backup"}]}'],
    ['of one kind', 'apiVersion: velero.io/v1\nkind: ScheduleList\nitems: []\n'],
  ])('does not pass over a list with policies in it: %s', (_, text) => {
    expect(parse(text).diagnostics).toMatchObject([
      { code: 'not-a-policy', message: expect.stringContaining('is a list') },
    ]);
    expect(parse(text.replaceAll('velero.io', 'example.com')).diagnostics).toEqual([]);
  });

  it('counts a ConfigMap as one of them, and finds the policies in it', () => {
    const manifest = `apiVersion: v1\nkind: ConfigMap\ndata:\n  main.yaml: |\n${LOCATION.replaceAll(/^/gm, '    ')}\n`;

    const { ignored, documents } = parse(manifest);

    expect([ignored, documents.length]).toEqual([1, 1]);
  });

  it('reads files with a byte order mark and Windows line ends', () => {
    const { documents, diagnostics } = parse(`\uFEFF${LOCATION.replaceAll('\n', '\r\n')}`);

    expect([documents.length, diagnostics]).toEqual([1, []]);
  });

  it('places problems in a ConfigMap with Windows line ends exactly', () => {
    const text =
      'apiVersion: v1\r\nkind: ConfigMap\r\ndata:\r\n  a.yaml: |\r\n    apiVersion: lifeboat.dev/v1alpha1\r\n    kind: Nothing\r\n';

    const { diagnostics } = parse(text);

    expect(diagnostics).toMatchObject([{ line: 6, column: 11, within: { key: 'a.yaml', line: 2, column: 7 } }]);
  });
});
