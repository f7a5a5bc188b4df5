import { describe, expect, it } from 'vitest';
import { type Takings, tiesOf } from '../../../../../src/domain/restore/ties/ties.ts';
import { aRestorePolicy, refOf } from '../../../../support/restore-builders.ts';

const FLUX = { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps' } };
const CERTIFICATE = { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', name: 'tea', uid: 'old' };
const REPLICA_SET = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'old' };

function ties(metadata: object, policy: Partial<Takings> = {}, target = 'shop') {
  return tiesOf(aRestorePolicy(policy), refOf('secrets/shop/web'), target, { metadata });
}

describe('tiesOf', () => {
  it('names the tool that keeps an object', () => {
    expect(ties(FLUX)).toEqual({ owner: { tool: 'Flux', name: 'apps' }, said: [] });
  });

  it('says of a copy that the tool does not know it', () => {
    const policy = { namespaceMapping: new Map([['shop', 'copy']]) };

    expect(ties(FLUX, policy, 'copy')).toEqual({
      owner: undefined,
      said: ['no longer marked as kept by Flux (apps)'],
    });
  });

  it('row 96: says which owners an object loses, or is to have again', () => {
    expect(ties({ ownerReferences: [CERTIFICATE] }).said).toEqual(['without its owner Certificate tea']);
    expect(ties({ ownerReferences: [CERTIFICATE] }, { ownerReferences: 'Remap' }).said).toEqual([
      'owned by Certificate tea',
    ]);
  });

  it('passes over owners that adopt what they own by its labels', () => {
    expect(ties({ ownerReferences: [REPLICA_SET] }).said).toEqual([]);
  });

  it('row 95: says which finalizers go', () => {
    const metadata = { finalizers: ['operator.example.com/cleanup'] };

    expect(ties(metadata).said).toEqual([]);
    expect(ties(metadata, { finalizers: 'Strip' }).said).toEqual(['without operator.example.com/cleanup']);
  });
});
