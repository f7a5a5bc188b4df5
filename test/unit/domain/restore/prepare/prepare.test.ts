import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fc } from '../../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { canonicalText } from '../../../../../src/domain/json/canonical.ts';
import { isJsonObject, parseExact, valueAt, type JsonObject } from '../../../../../src/domain/json/exact-json.ts';
import type { PrepareFacts } from '../../../../../src/domain/restore/prepare/facts.ts';
import { prepare, prepareLive } from '../../../../../src/domain/restore/prepare/prepare.ts';
import { thePrepareFacts } from '../../../../support/restore-builders.ts';
import { objectText } from '../../json/json-text.ts';
import { readCase } from './case.ts';

const CASES = fileURLToPath(new URL('cases', import.meta.url));

describe('every golden pair', () => {
  const files = globSync('*.input.yaml', { cwd: CASES }).toSorted();
  const cases = files.map((file) => readCase(join(CASES, file)));

  it.each(cases)('$says', ({ output, object, facts }) => {
    const before = JSON.stringify(object);

    const prepared = prepare(object, facts);

    expect(prepared).toStrictEqual(parse(readFileSync(output, 'utf8')));
    expect(JSON.stringify(object)).toBe(before);
  });

  it.each(cases.filter(({ object, facts }) => 'object' in prepare(object, facts) && !isToldByManagedFields(object)))(
    'prepared again, nothing changes: $says',
    ({ object, facts }) => {
      const once = prepare(object, facts) as { readonly object: JsonObject };

      const twice = prepare(once.object, facts);

      expect(twice).toStrictEqual({ object: once.object });
    },
  );
});

/** Who asked for a node port, managed fields alone may tell; a prepared object has none. */
function isToldByManagedFields(object: JsonObject): boolean {
  return object['kind'] === 'Service' && valueAt(object, 'metadata', 'managedFields') !== undefined;
}

const TYPES = [
  'pods',
  'services',
  'jobs.batch',
  'serviceaccounts',
  'secrets',
  'persistentvolumes',
  'persistentvolumeclaims',
  'rolebindings.rbac.authorization.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'apiservices.apiregistration.k8s.io',
  'namespaces',
  'widgets.example.com',
];

function factsOf(type: string): PrepareFacts {
  return thePrepareFacts(type, {
    mapping: new Map([['a', 'b']]),
    target: 'b',
    volume: 'provision',
    statusWanted: true,
  });
}

describe('any object', () => {
  const anyObject = fc.tuple(fc.constantFrom(...TYPES), objectText({ withNull: true }), objectText({ withNull: true }));

  it('row 84: is prepared whatever it holds, is left as it was, and keeps numbers and keys of its body', () => {
    fc.assert(
      fc.property(anyObject, ([type, metadata, data]) => {
        const text = `{"metadata":${metadata},"spec":${data},"data":${data}}`;
        const object = parseExact(text);

        const prepared = prepare(object, factsOf(type));

        expect(JSON.stringify(object)).toBe(text);
        const kept = 'object' in prepared && type !== 'namespaces';
        if (kept) expect(JSON.stringify(prepared.object['data'])).toBe(data);
      }),
    );
  });

  it('is the same when it is prepared again', () => {
    fc.assert(
      fc.property(anyObject, ([type, metadata, spec]) => {
        const once = prepare(parseExact(`{"metadata":${metadata},"spec":${spec}}`), factsOf(type));

        const twice = 'object' in once ? prepare(once.object, factsOf(type)) : once;

        expect(canonicalText(twice)).toBe(canonicalText(once));
      }),
    );
  });

  it('gets no field that it did not have, but for its place and the labels of the restore', () => {
    fc.assert(
      fc.property(anyObject, policyFacts, ([type, metadata, spec], facts) => {
        const archived = parseExact(`{"metadata":${metadata},"spec":${spec},"webhooks":[{"sideEffects":${spec}}]}`);

        const prepared = prepare(archived, { ...factsOf(type), ...facts });

        const known = new Set([...fieldsOf(archived), ...GIVEN]);
        expect('object' in prepared ? fieldsOf(prepared.object).filter((field) => !known.has(field)) : []).toEqual([]);
      }),
    );
  });
});

/** What a policy may take away. */
const policyFacts = fc.record({
  keepsFinalizers: fc.boolean(),
  losesTracking: fc.boolean(),
  losesSnapshots: fc.boolean(),
  managedFieldsWanted: fc.boolean(),
  preserveNodePorts: fc.boolean(),
});

/** What every object is given; a Namespace besides repeats its name, as the API server does. */
const GIVEN = [
  'apiVersion',
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.labels',
  'metadata.labels.velero.io/backup-name',
  'metadata.labels.velero.io/restore-name',
];

/** Every field of a value by its path; elements of a list share theirs. */
function fieldsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((element: unknown) => fieldsOf(element, `${path}[]`));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const at = path === '' ? key : `${path}.${key}`;
    return [at].concat(fieldsOf(member, at));
  });
}

describe('an object of the cluster', () => {
  it('is compared even where an archived one would be left out', () => {
    const pod = { metadata: { name: 'done', namespace: 'b' }, status: { phase: 'Succeeded' } };

    const { object } = prepareLive(pod, factsOf('pods'));

    expect(object).toEqual({
      metadata: {
        name: 'done',
        namespace: 'b',
        labels: { 'velero.io/backup-name': 'backup', 'velero.io/restore-name': 'restore' },
      },
    });
  });

  it('keeps its names where a mapping would move them on', () => {
    const binding = { metadata: { name: 'x', namespace: 'b' }, subjects: [{ name: 'y', namespace: 'a' }] };

    const { object } = prepareLive(binding, factsOf('rolebindings.rbac.authorization.k8s.io'));

    expect(valueAt(object, 'subjects')).toEqual([{ name: 'y', namespace: 'a' }]);
  });
});
