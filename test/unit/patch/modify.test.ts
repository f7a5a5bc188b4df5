import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/json/exact-json.ts';
import { modify } from '../../../src/patch/modify.ts';
import { theModifiers } from '../../support/resource-modifiers.ts';
import { refOf } from '../../support/restore-builders.ts';

const claim = (spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'mysql-0', namespace: 'shop', labels: { app: 'mysql' } },
  spec: { storageClassName: 'standard', ...spec },
});

const run = (object: JsonObject, ...rules: readonly string[]) =>
  modify(object, refOf('persistentvolumeclaims/shop/mysql-0'), theModifiers(...rules));

const setClass = (conditions: string, name: string) =>
  `conditions: {groupResource: persistentvolumeclaims, ${conditions}}\npatches: [{operation: replace, path: /spec/storageClassName, value: ${name}}]`;

describe('modify', () => {
  it('judges the conditions of all rules by the object as it was before the first', () => {
    const toPremium = setClass('matches: [{path: /spec/storageClassName, value: standard}]', 'premium');
    const toGold = setClass('matches: [{path: /spec/storageClassName, value: premium}]', 'gold');
    const toSilver = setClass('matches: [{path: /spec/storageClassName, value: standard}]', 'silver');

    const { object, applied } = run(claim(), toPremium, toGold, toSilver);

    expect(object).toMatchObject({ spec: { storageClassName: 'silver' } });
    expect(applied).toEqual(['resourceModifierRules[0]', 'resourceModifierRules[2]']);
  });

  it.each<[string, string, boolean]>([
    ['its namespace is named', 'namespaces: [shop]', true],
    ['a pattern matches its namespace', 'namespaces: ["s*"]', true],
    ['its namespace is another', 'namespaces: [other]', false],
    ['the expression is found in its name', 'resourceNameRegex: "sql"', true],
    ['the expression is not found', 'resourceNameRegex: "^sql"', false],
    ['it has the labels', 'labelSelector: {matchLabels: {app: mysql}}', true],
    ['it lacks a label', 'labelSelector: {matchExpressions: [{key: tier, operator: Exists}]}', false],
    ['a value stands at its place', 'matches: [{path: /spec/storageClassName, value: standard}]', true],
    ['nothing stands at a place', 'matches: [{path: /spec/volumeMode, value: Block}]', false],
    ['nothing is wanted at a place', 'matches: [{path: /spec/volumeMode, value: "null"}]', true],
    [
      'one of two values differs',
      'matches: [{path: /kind, value: PersistentVolumeClaim}, {path: /spec/x, value: y}]',
      false,
    ],
  ])('where %s', (_, conditions, isChanged) => {
    const object = claim();

    const modified = run(object, setClass(conditions, 'premium'));

    expect(modified.object === object).toBe(!isChanged);
    expect(modified.applied).toHaveLength(isChanged ? 1 : 0);
  });

  it('asks no namespace of cluster-scoped objects', () => {
    const rule =
      'conditions: {groupResource: persistentvolumes, namespaces: [shop]}\nmergePatches: [{patchData: "a: b"}]';
    const volume = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'v' } };

    expect(modify(volume, refOf('persistentvolumes/v'), theModifiers(rule)).applied).toHaveLength(1);
  });

  it('skips a rule whose test fails, all of it, and goes on with the others', () => {
    const tested = `conditions: {groupResource: persistentvolumeclaims}
patches:
- {operation: remove, path: /metadata/labels}
- {operation: test, path: /spec/storageClassName, value: other}`;

    const { object, applied, failedTests, failures } = run(claim(), tested, setClass('namespaces: []', 'gold'));

    expect(object).toEqual(claim({ storageClassName: 'gold' }));
    expect(applied).toEqual(['resourceModifierRules[1]']);
    expect(failedTests).toEqual(['resourceModifierRules[0]: /spec/storageClassName has another value']);
    expect(failures).toEqual([]);
  });

  it('tells every patch that does not apply', () => {
    const failing = (patch: string) => `conditions: {groupResource: "*"}\n${patch}`;

    const { failures } = run(
      claim(),
      failing('patches: [{operation: remove, path: /spec/none}]'),
      failing('mergePatches: [{patchData: "metadata: null"}]'),
    );

    expect(failures).toEqual([
      'resourceModifierRules[0]: remove does not apply: there is no /spec/none',
      'the patches leave no metadata.name',
    ]);
  });

  it('applies merge and strategic patches one after the other', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'shop', annotations: { foo: 'bar' } },
      spec: {
        containers: [
          { name: 'nginx', image: 'repo1/nginx' },
          { name: 'side', image: 's' },
        ],
      },
    };
    const rules = [
      'conditions: {groupResource: pods}\nmergePatches: [{patchData: "metadata: {annotations: {foo: null}}"}, {patchData: "metadata: {labels: {a: b}}"}]',
      'conditions: {groupResource: pods}\nstrategicPatches: [{patchData: "spec: {containers: [{name: nginx, image: repo2/nginx}]}"}]',
    ];

    const { object } = modify(pod, refOf('pods/shop/p'), theModifiers(...rules));

    expect(object).toEqual({
      ...pod,
      metadata: { name: 'p', namespace: 'shop', annotations: {}, labels: { a: 'b' } },
      spec: {
        containers: [
          { name: 'nginx', image: 'repo2/nginx' },
          { name: 'side', image: 's' },
        ],
      },
    });
  });
});
