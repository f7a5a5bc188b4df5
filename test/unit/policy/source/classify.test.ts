import { describe, expect, it } from 'vitest';
import { headOf, headOfText, nameOfText, sortOf } from '../../../../src/policy/source/classify.ts';

describe('sortOf', () => {
  it.each([
    ['lifeboat.dev/v1alpha1', 'BackupPolicy', 'lifeboat'],
    ['lifeboat.dev/v9', 'Whatever', 'lifeboat'],
    ['lifebaot.dev/v1alpha1', 'BackupPolicy', 'lifeboat'],
    [undefined, 'DrillPolicy', 'lifeboat'],
    ['dataprotection.kubeblocks.io/v1alpha1', 'BackupPolicy', 'foreign'],
    ['velero.io/v1', 'Schedule', 'velero'],
    ['velero.io/v1', 'PodVolumeBackup', 'foreign'],
    ['v1', 'ConfigMap', 'config-map'],
    ['apps/v1', 'Deployment', 'foreign'],
    [undefined, 'Deployment', 'unknown'],
    ['apps/v1', undefined, 'unknown'],
    [1, { a: 1 }, 'unknown'],
  ])('takes %j %j for %s', (apiVersion, kind, sort) => {
    expect(sortOf({ apiVersion, kind })).toBe(sort);
  });
});

describe('headOf', () => {
  it('reads own keys of maps only', () => {
    expect(headOf({ apiVersion: 'v1', kind: 'Pod' })).toEqual({ apiVersion: 'v1', kind: 'Pod' });
    expect(headOf(Object.create({ apiVersion: 'v1' }))).toEqual({ apiVersion: undefined, kind: undefined });
    expect(headOf([1])).toEqual({ apiVersion: undefined, kind: undefined });
    expect(headOf(undefined)).toEqual({ apiVersion: undefined, kind: undefined });
  });
});

describe('headOfText', () => {
  it('finds the head of a block document without parsing it', () => {
    const text = '# c\napiVersion: "apps/v1" # comment\r\nspec:\n  kind: inner\nkind: Deployment\n';

    expect(headOfText(text)).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment' });
  });

  it('finds nothing in a flow document', () => {
    expect(headOfText('{"apiVersion": "v1", "kind": "Pod"}')).toEqual({ apiVersion: undefined, kind: undefined });
  });
});

describe('nameOfText', () => {
  it.each([
    ['metadata:\n  labels:\n    a: b\n  name: "nightly"\n', 'nightly'],
    ['metadata: {labels: {}, name: x\n', undefined],
    ['metadata: {name: nightly', 'nightly'],
    ['metadata:\nname: outside\n', undefined],
  ])('of %j is %s', (text, name) => {
    expect(nameOfText(text)).toBe(name);
  });
});
