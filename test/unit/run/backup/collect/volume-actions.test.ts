import { describe, expect, it } from 'vitest';
import type { ResourcePolicies } from '../../../../../src/domain/backup/resource-policies.ts';
import type { Item } from '../../../../../src/domain/item.ts';
import { readResourcePolicies } from '../../../../../src/policy/referenced/resource-policies.ts';
import { fileSource } from '../../../../../src/policy/source/text-source.ts';
import { VolumeActions } from '../../../../../src/run/backup/collect/volume-actions.ts';
import { refOf } from '../../../../support/restore-builders.ts';

const POLICIES = `version: v1
volumePolicies:
- conditions: {storageClass: [scratch]}
  action: {type: skip}
- conditions: {csi: {}}
  action: {type: snapshot}
- conditions: {pvcLabels: {tier: data}}
  action: {type: fs-backup}
`;

function policiesOf(text: string): ResourcePolicies {
  return readResourcePolicies({ name: 'p', source: fileSource('p', text), sha256: '' }).value!;
}

function item(name: string, object: object): Item {
  const ref = refOf(name);
  return { ref, version: 'v1', kind: '', bytes: new TextEncoder().encode(JSON.stringify(object)) };
}

const claim = (name: string, volumeName?: string, labels: object = {}) =>
  item(`persistentvolumeclaims/shop/${name}`, { metadata: { name, labels }, spec: { volumeName } });
const volume = (name: string, spec: object) => item(`persistentvolumes/${name}`, { metadata: { name }, spec });

describe('VolumeActions', () => {
  it('knows the action of every claim, whether its volume was stored before it, after it or not at all', () => {
    const actions = new VolumeActions(policiesOf(POLICIES).volumePolicies);

    actions.note(volume('v1', { storageClassName: 'scratch', csi: { driver: 'd' } }));
    for (const [name, on] of [
      ['a', 'v1'],
      ['b', 'v2'],
      ['c', 'gone'],
    ] as const)
      actions.note(claim(name, on));
    actions.note(claim('d', undefined, { tier: 'data' }));
    actions.note(volume('v2', { storageClassName: 'fast', csi: { driver: 'd' } }));

    expect(['a', 'b', 'c', 'd', 'unknown'].map((name) => actions.of('shop', name))).toEqual([
      'skip',
      'snapshot',
      'none',
      'fs-backup',
      undefined,
    ]);
  });

  it('says nothing where there are no policies', () => {
    const actions = new VolumeActions([]);

    actions.note(claim('a'));

    expect(actions.of('shop', 'a')).toBeUndefined();
  });
});
