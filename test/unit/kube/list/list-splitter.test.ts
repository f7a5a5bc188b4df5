import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { MalformedList } from '../../../../src/kube/list/item-scanner.ts';
import { ListSplitter, type ListEnvelope, type SplitItem } from '../../../../src/kube/list/list-splitter.ts';

interface Split {
  readonly items: readonly SplitItem[];
  readonly envelope: ListEnvelope;
  readonly splitter: ListSplitter;
}

function split(json: string | Buffer, cuts: readonly number[] = [], splitter = new ListSplitter()): Split {
  const bytes = Buffer.from(json);
  const edges = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].toSorted((a, b) => a - b);
  const items = edges.flatMap((edge, index) => splitter.push(Buffer.from(bytes.subarray(edges[index - 1] ?? 0, edge))));
  return { items, envelope: splitter.end(), splitter };
}

function textOf(item: SplitItem): string {
  return Buffer.concat(item.parts).toString('utf8');
}

function list(...items: readonly unknown[]): string {
  return JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '7' }, items });
}

const pod = (name: string) => ({ metadata: { name, namespace: 'shop', uid: `uid-of-${name}` }, spec: { a: [{}] } });

/** Names that matter to us turn up everywhere, as keys and as values, so that a confusion would be seen. */
const ourWord = fc.constantFrom(
  'metadata',
  'name',
  'namespace',
  'uid',
  'kind',
  'items',
  'apiVersion',
  'deletionTimestamp',
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', 'x'), maxLength: 90 }),
  ourWord,
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(ourWord, text), tie('any'), { maxKeys: 5 }),
  ),
})).any;
const item = fc
  .record(
    {
      apiVersion: text,
      kind: text,
      metadata: fc.record(
        {
          labels: value,
          name: text.filter((name) => name !== ''),
          namespace: text,
          uid: text,
          deletionTimestamp: fc.oneof(fc.constant(null), fc.constant('2026-01-01T00:00:00Z')),
          annotations: value,
        },
        { requiredKeys: ['name'] },
      ),
      spec: value,
      data: value,
    },
    { requiredKeys: ['metadata'] },
  )
  .chain((object) => fc.shuffledSubarray(Object.entries(object), { minLength: Object.keys(object).length }))
  .map(
    (entries) =>
      Object.fromEntries(entries) as Readonly<Record<string, unknown>> & { metadata: Record<string, unknown> },
  );
const indent = fc.constantFrom(undefined, 1, '\t', '\r\n ');
const cuts = fc.array(fc.nat(), { maxLength: 40 });

describe('ListSplitter', () => {
  it('cuts out what JSON.parse sees, however the bytes arrive', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), fc.boolean(), indent, cuts, (items, isEnvelopeLast, space, at) => {
        const around = { kind: 'XList', apiVersion: 'v1', metadata: { resourceVersion: '5', continue: 'ü"\\' } };
        const whole = isEnvelopeLast ? { items, ...around } : { ...around, items };

        const result = split(JSON.stringify(whole, undefined, space), at);

        expect(result.items.map((found) => JSON.parse(textOf(found)))).toEqual(JSON.parse(JSON.stringify(items)));
        expect(result.items.map(({ name }) => name)).toEqual(items.map(({ metadata }) => metadata['name']));
        expect(result.items.map(({ namespace }) => namespace)).toEqual(
          items.map(({ metadata }) => metadata['namespace']),
        );
        expect(result.items.map(({ uid }) => uid)).toEqual(items.map(({ metadata }) => metadata['uid'] ?? ''));
        expect(result.items.map(({ kind }) => kind)).toEqual(items.map(({ kind }) => kind));
        expect(result.items.map(({ apiVersion }) => apiVersion)).toEqual(items.map(({ apiVersion }) => apiVersion));
        expect(result.items.map(({ isTerminating }) => isTerminating)).toEqual(
          items.map(({ metadata }) => typeof metadata['deletionTimestamp'] === 'string'),
        );
        expect(result.items.map(({ length }) => length)).toEqual(
          result.items.map((found) => Buffer.byteLength(textOf(found))),
        );
        expect(result.envelope).toEqual({
          kind: 'XList',
          apiVersion: 'v1',
          resourceVersion: '5',
          continueToken: 'ü"\\',
        });
      }),
      { numRuns: 400 },
    );
  });

  it('reads keys and names that are written with escapes', () => {
    const json = '{"kind":"XList","items":[{"met\\u0061data":{"n\\u0061me":"\\u00fc\\n\\"","uid":"\\\\"}}]}';

    const { items } = split(json, [31, 32, 33, 41, 42, 43, 50, 51, 52, 53]);

    expect(items).toMatchObject([{ name: 'ü\n"', uid: '\\' }]);
  });

  it('takes the last of equal keys, as JSON.parse does', () => {
    const json = '{"items":[{"kind":"A","metadata":{"name":"a","uid":"u"},"kind":"B","metadata":{"name":"b"}}]}';

    const { items } = split(json);

    expect(items).toMatchObject([{ name: 'b', uid: '', kind: 'B' }]);
  });

  it('calls a kind present although it is no text, so that none is put in front', () => {
    const { items } = split('{"items":[{"kind":null,"apiVersion":1,"metadata":{"name":"a"}}]}');

    expect(items).toMatchObject([{ kind: '', apiVersion: '' }]);
  });

  it('knows what stands in front of the items as soon as they begin', () => {
    const splitter = new ListSplitter();

    splitter.push(Buffer.from('{"kind":"PodList","metadata":{"resourceVersion":"9","continue":"next"},"items":['));

    expect(splitter.head).toMatchObject({ kind: 'PodList', resourceVersion: '9', continueToken: 'next' });
  });

  it('is empty where the items are null', () => {
    const { items, envelope } = split('{"kind":"XList","metadata":{"resourceVersion":"3"},"items":null}\n');

    expect(items).toEqual([]);
    expect(envelope).toMatchObject({ resourceVersion: '3', continueToken: undefined });
  });

  it('takes an empty continue for none', () => {
    const { envelope } = split('{"metadata":{"continue":""},"items":[]}');

    expect(envelope.continueToken).toBeUndefined();
  });

  it('row 5: notices a page that is cut at any byte', () => {
    const json = list(pod('a'), pod('b'), { ...pod('c'), text: '\\"' });

    for (let length = 0; length < json.length; length++) {
      expect(() => split(json.slice(0, length)), `cut at ${length}`).toThrow(MalformedList);
    }
    expect(split(json).items).toHaveLength(3);
  });

  it('row 6: notices a Status spliced in at any byte', () => {
    const json = list(pod('a'), { ...pod('b'), text: 'x\\"y' });
    const status =
      '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"a \\"b\\"","code":500}\n';

    for (let length = 0; length <= json.length; length++) {
      expect(() => split(json.slice(0, length) + status), `spliced at ${length}`).toThrow(MalformedList);
    }
  });

  it.each([
    ['a Status', '{"kind":"Status","apiVersion":"v1","status":"Failure","code":500}'],
    ['a page of HTML', '<!DOCTYPE html><html>{"items":[]}</html>'],
    ['nothing', ''],
    ['an array', '[]'],
    ['a text', '"items"'],
    ['an object without items', '{"kind":"Pod","metadata":{"name":"a"}}'],
    ['items that are an object', '{"items":{}}'],
    ['two item lists', '{"items":[],"items":[]}'],
    ['an item that is a number', '{"items":[1]}'],
    ['items without a comma', '{"items":[{"metadata":{"name":"a"}}{"metadata":{"name":"b"}}]}'],
    ['a comma too many', '{"items":[{"metadata":{"name":"a"}},]}'],
    ['an item without a name', '{"items":[{"metadata":{"uid":"a"}}]}'],
    ['an item with an empty name', '{"items":[{"metadata":{"name":""}}]}'],
    ['an item whose name is no text', '{"items":[{"metadata":{"name":1}}]}'],
    ['an item whose metadata is a list', '{"items":[{"metadata":[{"name":"a"}]}]}'],
    ['a name elsewhere', '{"items":[{"name":"a","spec":{"metadata":{"name":"b"}}}]}'],
    ['an unknown escape in a name', '{"items":[{"metadata":{"name":"\\q"}}]}'],
    ['a second object behind the list', '{"items":[]}{}'],
    ['an item that ends in a bracket', '{"items":[{"metadata":{"name":"a"}]]}'],
    ['an envelope that never ends', `{"metadata":{"x":"${'x'.repeat(1_100_000)}"},"items":[]}`],
  ])('refuses %s', (_, json) => {
    expect(() => split(json)).toThrow(MalformedList);
  });

  it('row 22: leaves out an item that is too large, and goes on behind it', () => {
    const splitter = new ListSplitter({ itemBytes: 200, depth: 1000 });
    const json = list(pod('a'), { ...pod('big'), data: 'x'.repeat(300) }, pod('c'));

    const { items } = split(json, [150, 250, 260, 400], splitter);

    expect(items.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(splitter.refused).toMatchObject([
      { name: 'big', namespace: 'shop', reason: expect.stringContaining('200') },
    ]);
  });

  it('row 22: leaves out an item that is nested too deeply, and keeps one at the limit', () => {
    const nested = (depth: number, name: string) =>
      `{"metadata":{"name":"${name}"},"x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    const json = `{"items":[${nested(1001, 'deep')},${nested(1000, 'edge')}]}`;

    const { items, splitter } = split(json, [900, 1500]);

    expect(items.map(({ name }) => name)).toEqual(['edge']);
    expect(splitter.refused).toMatchObject([{ name: 'deep', reason: expect.stringContaining('1000 levels') }]);
  });

  it('does not need the name of an item that it refuses', () => {
    const splitter = new ListSplitter({ itemBytes: 20, depth: 1000 });

    const { items } = split('{"items":[{"data":"xxxxxxxxxxxxxxxxxxxx"}]}', [], splitter);

    expect(items).toEqual([]);
    expect(splitter.refused).toMatchObject([{ name: undefined }]);
  });

  it('row 27: keeps duplicate keys, odd numbers and spaces as they are', () => {
    const odd =
      '{ "metadata" : {"name":"a"},"spec":{"a":1.0,"a":-0,"b":9223372036854775807, "c":1e21,"__proto__":1}\t}';

    const { items } = split(`{"items":[ ${odd} ]}`, [20, 40, 60, 80]);

    expect(items.map(textOf)).toEqual([odd]);
  });
});
