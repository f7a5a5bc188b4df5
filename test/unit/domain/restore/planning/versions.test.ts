import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseVersion } from '../../../../../src/domain/restore/planning/versions.ts';

describe('chooseVersion', () => {
  it("takes the archive's preferred version where the cluster serves it", () => {
    expect(chooseVersion(['v1', 'v2'], ['v2', 'v1'])).toBe('v1');
  });

  it("row 100: takes the first that the cluster prefers of the archive's other versions", () => {
    expect(chooseVersion(['v1beta1', 'v1', 'v2'], ['v2', 'v1'])).toBe('v2');
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
