import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeResults, parseResults, type ScopedTexts } from '../../../../src/archive/files/results.ts';
import type { Entry } from '../../../../src/domain/entry.ts';
import { anEntry, anItemRef, someEntries } from '../../../support/builders.ts';

describe('encodeResults', () => {
  it('leaves out everything that is empty, as Velero does', () => {
    expect(encodeResults(someEntries()).toString()).toBe('{"errors":{},"warnings":{}}\n');
  });

  it('groups entries by what they concern', () => {
    const errors = [
      anEntry({ message: 'the run' }),
      anEntry({ message: 'a type', resource: 'deployments.apps' }),
      anEntry({ message: 'a node', item: anItemRef({ resource: 'nodes', namespace: undefined }) }),
      anEntry({ message: 'a namespace', namespace: 'shop', resource: 'secrets' }),
      anEntry({ message: 'an item', item: anItemRef({ namespace: 'blog' }) }),
      anEntry({ message: 'another item', item: anItemRef({ namespace: 'shop' }) }),
    ];
    const warnings = [anEntry({ code: 'volume-data-not-covered', message: 'a claim', namespace: 'shop' })];

    const { errors: encoded, warnings: encodedWarnings } = JSON.parse(encodeResults({ errors, warnings }).toString());

    expect(encoded).toEqual({
      velero: ['the run (list-failed)'],
      cluster: ['a type (list-failed)', 'a node (list-failed)'],
      namespaces: {
        shop: ['a namespace (list-failed)', 'another item (list-failed)'],
        blog: ['an item (list-failed)'],
      },
    });
    expect(encodedWarnings).toEqual({ namespaces: { shop: ['a claim (volume-data-not-covered)'] } });
  });
});

/** A sentence of Velero's own results, found by a part of it, and how Lifeboat tells the same. */
interface Told {
  readonly file: string;
  readonly kind: 'errors' | 'warnings';
  readonly part: string;
  readonly entry: Entry;
  readonly targets?: ReadonlyMap<string, string>;
}

const DEFINITION = anEntry({
  code: 'exists-and-differs',
  item: anItemRef({ namespace: undefined, name: 'backups.velero.io' }),
});

const GOLDEN: readonly Told[] = [
  {
    file: 'missing-namespace/archive/missing-namespace',
    kind: 'errors',
    part: 'namespace not-there specified in backup.Spec.IncludedNamespaces',
    entry: anEntry({ code: 'namespace-not-found', namespace: 'not-there' }),
  },
  {
    file: 'ordered/archive/ordered',
    kind: 'warnings',
    part: "resource 'alpha/not-there'",
    entry: anEntry({ code: 'ordered-item-missing', item: anItemRef({ namespace: 'alpha', name: 'not-there' }) }),
  },
  {
    file: 'restores/again/archive/restore-again',
    kind: 'warnings',
    part: 'CustomResourceDefinition:backups.velero.io',
    entry: DEFINITION,
  },
  {
    file: 'restores/plain/archive/restore-plain',
    kind: 'warnings',
    part: 'CustomResourceDefinition:backups.velero.io',
    entry: DEFINITION,
  },
  {
    file: 'restores/node-ports/archive/restore-node-ports',
    kind: 'warnings',
    part: 'ConfigMap:kube-root-ca.crt',
    entry: anEntry({ code: 'exists-and-differs', item: anItemRef({ namespace: 'alpha', name: 'kube-root-ca.crt' }) }),
  },
  {
    file: 'restores/update/archive/restore-update',
    kind: 'warnings',
    part: 'Job.batch "running" is invalid',
    entry: anEntry({ code: 'immutable-field', item: anItemRef({ namespace: 'alpha', name: 'running' }) }),
  },
  {
    file: 'restores/selected/archive/restore-selected',
    kind: 'errors',
    part: 'widgets.example.com/alpha/shapes',
    entry: anEntry({ code: 'type-missing', item: anItemRef({ namespace: 'alpha', name: 'shapes' }) }),
  },
  {
    file: 'restores/mapping/archive/restore-mapping',
    kind: 'errors',
    part: 'widgets.example.com/alpha-copy/bare',
    entry: anEntry({ code: 'type-missing', item: anItemRef({ namespace: 'alpha', name: 'bare' }) }),
    targets: new Map([['configmaps/alpha/bare', 'alpha-copy']]),
  },
];

/** The group of the one sentence that has this part. */
function groupOf(results: ScopedTexts, part: string): string {
  const groups = [['velero', results.velero] as const, ['cluster', results.cluster] as const, ...results.namespaces];
  const found = groups.filter(([, texts]) => texts.some((text) => text.includes(part)));
  expect(found).toHaveLength(1);
  return found[0]?.[0] ?? '';
}

describe('results beside those of Velero', () => {
  it.each(GOLDEN)('are in the same group, of $file: $part', ({ file, kind, part, entry, targets }) => {
    const theirs = parseResults(gunzipSync(readFileSync(`test/golden/velero-1.18.3/${file}-results.gz`)));

    const ours = parseResults(encodeResults(someEntries({ [kind]: [{ ...entry, message: part }] }), targets));

    expect(groupOf(ours[kind], part)).toBe(groupOf(theirs[kind], part));
  });

  it('are grouped by the cluster for a Namespace that becomes another one', () => {
    const item = anItemRef({ resource: 'namespaces', namespace: undefined, name: 'alpha' });

    const results = encodeResults(someEntries({ errors: [anEntry({ item })] }), new Map([['namespaces/alpha', 'b']]));

    expect(parseResults(results).errors.cluster).toHaveLength(1);
  });
});

describe('parseResults', () => {
  it('reads what we wrote', () => {
    const errors = [anEntry({ message: 'a', namespace: 'shop' }), anEntry({ message: 'b' })];

    const results = parseResults(encodeResults(someEntries({ errors })));

    expect(results.errors.velero).toEqual(['b (list-failed)']);
    expect([...results.errors.namespaces]).toEqual([['shop', ['a (list-failed)']]]);
    expect(results.warnings).toEqual({ velero: [], cluster: [], namespaces: new Map() });
  });

  it.each(['null', '{}', '[]', '{"errors":null,"warnings":{"velero":null,"namespaces":null}}', 'garbage'])(
    'finds nothing in %s',
    (text) => {
      const nothing = { velero: [], cluster: [], namespaces: new Map() };

      expect(parseResults(Buffer.from(text))).toEqual({ errors: nothing, warnings: nothing });
    },
  );
});
