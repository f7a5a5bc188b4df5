import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { type JsonObject, parseExact } from '../../../../src/domain/json/exact-json.ts';
import { PatchFailure } from '../../../../src/patch/patch-failure.ts';
import { applyStrategicMergePatch } from '../../../../src/patch/strategic/strategic-merge-patch.ts';

const pod = (spec: object, metadata: object = {}) => ({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
const deployment = (podSpec: object, rest: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { ...rest, template: { spec: podSpec } },
});

describe('applyStrategicMergePatch', () => {
  it('merges containers by name, and inside them variables, ports and mounts by their keys', () => {
    const object = deployment({
      containers: [
        {
          name: 'web',
          image: 'web:1',
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
          ports: [{ containerPort: 80, name: 'http' }],
          volumeMounts: [{ mountPath: '/data', name: 'data' }],
        },
        { name: 'sidecar', image: 'sidecar:1' },
      ],
    });
    const patch = {
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'web',
                image: 'web:2',
                env: [{ name: 'B', value: '3' }],
                ports: [{ containerPort: 80, name: 'web' }, { containerPort: 443 }],
                volumeMounts: [{ mountPath: '/data', readOnly: true }],
              },
            ],
          },
        },
      },
    };

    const patched = applyStrategicMergePatch(object, patch);

    expect(patched).toEqual(
      deployment({
        containers: [
          {
            name: 'web',
            image: 'web:2',
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '3' },
            ],
            ports: [{ containerPort: 80, name: 'web' }, { containerPort: 443 }],
            volumeMounts: [{ mountPath: '/data', name: 'data', readOnly: true }],
          },
          { name: 'sidecar', image: 'sidecar:1' },
        ],
      }),
    );
  });

  it('replaces lists whose type declares no key, as tolerations', () => {
    const object = pod({ tolerations: [{ key: 'a' }, { key: 'b' }] });

    const patched = applyStrategicMergePatch(object, { spec: { tolerations: [{ key: 'c' }] } });

    expect(patched['spec']).toEqual({ tolerations: [{ key: 'c' }] });
  });

  it('adds to lists of plain values that are merged, each value once', () => {
    const object = pod({}, { finalizers: ['a', 'b'] });

    const patched = applyStrategicMergePatch(object, { metadata: { finalizers: ['b', 'c'] } });

    expect(patched['metadata']).toEqual({ finalizers: ['a', 'b', 'c'] });
  });

  it('merges maps of texts, and removes what is null', () => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1', b: '2' } };

    expect(applyStrategicMergePatch(object, { data: { a: null, c: '3', d: null } })['data']).toEqual({
      b: '2',
      c: '3',
    });
  });

  it('removes an element that says $patch: delete', () => {
    const object = pod({ volumes: [{ name: 'a' }, { name: 'b', emptyDir: {} }] });

    const patched = applyStrategicMergePatch(object, { spec: { volumes: [{ name: 'a', $patch: 'delete' }] } });

    expect(patched['spec']).toEqual({ volumes: [{ name: 'b', emptyDir: {} }] });
  });

  it('replaces a list in which an element says $patch: replace', () => {
    const object = pod({ containers: [{ name: 'a' }, { name: 'b' }] });

    const patched = applyStrategicMergePatch(object, {
      spec: { containers: [{ name: 'c', image: 'c' }, { $patch: 'replace' }] },
    });

    expect(patched['spec']).toEqual({ containers: [{ name: 'c', image: 'c' }] });
  });

  it('replaces a map that says $patch: replace, and empties one that says $patch: delete', () => {
    const object = deployment({}, { strategy: { type: 'RollingUpdate', rollingUpdate: {} }, selector: { a: 1 } });

    const patched = applyStrategicMergePatch(object, {
      spec: { strategy: { $patch: 'replace', type: 'Recreate' }, selector: { $patch: 'delete' } },
    });

    expect(patched['spec']).toEqual({ strategy: { type: 'Recreate' }, selector: {}, template: { spec: {} } });
  });

  it('keeps only the fields that $retainKeys names', () => {
    const object = deployment({}, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } });

    const patched = applyStrategicMergePatch(object, {
      spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } },
    });

    expect(patched['spec']).toEqual({ strategy: { type: 'Recreate' }, template: { spec: {} } });
  });

  it('takes values out of a list with $deleteFromPrimitiveList', () => {
    const object = pod({}, { finalizers: ['a', 'b', 'c'] });

    const patched = applyStrategicMergePatch(object, { metadata: { '$deleteFromPrimitiveList/finalizers': ['b'] } });

    expect(patched['metadata']).toEqual({ finalizers: ['a', 'c'] });
  });

  it('orders a list as $setElementOrder says, with what it does not name where it was', () => {
    const object = pod({ containers: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] });

    const patched = applyStrategicMergePatch(object, {
      spec: {
        '$setElementOrder/containers': [{ name: 'c' }, { name: 'new' }, { name: 'a' }],
        containers: [{ name: 'new', image: 'n' }],
      },
    });

    expect(patched['spec']).toEqual({
      containers: [{ name: 'b' }, { name: 'c' }, { name: 'new', image: 'n' }, { name: 'a' }],
    });
  });

  it('keeps numbers that a double would change', () => {
    const object = parseExact(
      '{"apiVersion":"v1","kind":"Pod","spec":{"a":9223372036854775807,"containers":[{"name":"x","n":1.0}]}}',
    );

    const patched = applyStrategicMergePatch(object, { spec: { containers: [{ name: 'x', image: 'y' }] } });

    expect(JSON.stringify(patched)).toBe(
      '{"apiVersion":"v1","kind":"Pod","spec":{"a":9223372036854775807,"containers":[{"name":"x","n":1.0,"image":"y"}]}}',
    );
  });

  it.each<[string, JsonObject]>([
    ['an element without its key', { spec: { containers: [{ image: 'x' }] } }],
    ['an element that is no map', { spec: { containers: ['x'] } }],
    ['a directive without a meaning', { spec: { $patch: 'destroy' } }],
    ['$patch: merge in a list', { spec: { containers: [{ name: 'a', $patch: 'merge' }] } }],
    ['a field that $retainKeys does not name', { spec: { $retainKeys: ['a'], b: 1 } }],
    ['an order without what it sets', { spec: { '$setElementOrder/containers': [], containers: [{ name: 'x' }] } }],
    ['an order for a list that is replaced', { spec: { '$setElementOrder/tolerations': [] } }],
    ['a deletion that is no list', { metadata: { '$deleteFromPrimitiveList/finalizers': 'a' } }],
    ['a key of a prototype', parseExact('{"spec":{"__proto__":{"polluted":1}}}')],
  ])('refuses %s', (_, patch) => {
    expect(() => applyStrategicMergePatch(pod({ containers: [{ name: 'a' }] }), patch)).toThrow(PatchFailure);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('refuses kinds that Velero has no type for, and names the way out', () => {
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget', spec: {} };

    expect(() => applyStrategicMergePatch(widget, { spec: {} })).toThrow(
      'no strategic merge patch is known for Widget of example.com/v1: use mergePatches',
    );
  });

  it('applied twice is the same as applied once, and changes neither argument', () => {
    const containers = fc.uniqueArray(
      fc.record({ name: fc.constantFrom('a', 'b', 'c'), image: fc.string({ maxLength: 3 }) }),
      { selector: ({ name }) => name },
    );
    fc.assert(
      fc.property(containers, containers, (mine, theirs) => {
        const [object, patch] = [pod({ containers: mine }), { spec: { containers: theirs } }];
        const before = JSON.stringify([object, patch]);

        const once = applyStrategicMergePatch(object, patch);

        expect(applyStrategicMergePatch(once, patch)).toEqual(once);
        expect(JSON.stringify([object, patch])).toBe(before);
      }),
    );
  });
});
