import { fc } from '../../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { chooseVersion, compareVersions } from '../../../../../src/domain/restore/planning/versions.ts';

describe('chooseVersion', () => {
  it('takes what the cluster prefers where the archive has it', () => {
    expect(chooseVersion(['v1', 'v2'], ['v2', 'v1'])).toBe('v2');
  });

  it('takes the first that somebody wants and both have', () => {
    expect(chooseVersion(['v1', 'v2', 'v1beta1'], ['v2', 'v1', 'v1beta1'], ['v3', 'v1beta1', 'v1'])).toBe('v1beta1');
    expect(chooseVersion(['v1', 'v2'], ['v2', 'v1'], ['v3'])).toBe('v2');
  });

  it("row 100: else takes what the backup's cluster preferred where that is served", () => {
    expect(chooseVersion(['v1', 'v1beta2', 'v1beta1'], ['v2', 'v1beta2', 'v1'])).toBe('v1');
  });

  it('row 100: else takes the highest that both have, by the order of versions', () => {
    const served = ['v3', 'v1beta1', 'v1alpha1', 'v1', 'v2beta1'];

    expect(chooseVersion(['v0', 'v1alpha1', 'v1beta1', 'v2beta1'], served)).toBe('v2beta1');
    expect(chooseVersion(['v0', 'v1alpha1', 'v2beta1', 'v1'], served)).toBe('v1');
  });

  it('row 100: takes none where no archived version is served', () => {
    expect(chooseVersion(['v1beta1'], ['v1'])).toBeUndefined();
  });

  it('leaves archives without versions, and types that are not served, to the caller', () => {
    expect(chooseVersion([], ['v1'])).toBeUndefined();
    expect(chooseVersion(['v1'], [])).toBeUndefined();
  });

  it('never chooses what is not both archived and served', () => {
    const versions = fc.uniqueArray(fc.constantFrom('v1', 'v2', 'v1beta1', 'v2alpha1'));

    fc.assert(
      fc.property(versions, versions, (archived, served) => {
        const both = archived.filter((version) => served.includes(version));
        const chosen = chooseVersion(archived, served);
        expect(chosen === undefined ? [] : [chosen]).toEqual(both.filter((version) => version === chosen));
        expect(chosen === undefined).toBe(both.length === 0);
      }),
    );
  });
});

describe('compareVersions', () => {
  it('puts finished versions before betas, betas before alphas, and other names last', () => {
    const sorted = ['v10', 'v2', 'v1', 'v11beta2', 'v10beta3', 'v3beta1', 'v12alpha1', 'v11alpha2', 'foo1', 'foo10'];

    expect(sorted.toReversed().toSorted(compareVersions)).toEqual(sorted);
  });
});
