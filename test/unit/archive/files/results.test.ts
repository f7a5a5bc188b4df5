import { describe, expect, it } from 'vitest';
import { encodeResults, parseResults } from '../../../../src/archive/files/results.ts';
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
