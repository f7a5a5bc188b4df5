import { describe, expect, it } from 'vitest';
import { placesOnly } from '../../../../src/domain/notify/places-only.ts';
import { aFailedJobResult } from '../../../support/run-results.ts';

const invalid = (...problems: string[]) =>
  aFailedJobResult({ phase: 'FailedValidation', reason: 'policy-invalid', problems, message: problems[0]! });

describe('what receivers hear of an invalid policy', () => {
  it('is where its problems are, and no word of what it says', () => {
    const result = invalid(
      'policies/nightly.yaml:14:3: error: BackupPolicy/nightly: spec.ttl: "hunter2" is not a duration',
      'configmap:lifeboat/policies/a: b.yaml:2:1: error: spec.x: there is no field "hunter2" here',
      'secret.yaml: cannot be read: hunter2',
      'hunter2',
    );

    expect(placesOnly(result)).toEqual({
      ...result,
      message: 'The policy has 4 problems, the first at policies/nightly.yaml:14:3',
      problems: ['policies/nightly.yaml:14:3', 'configmap:lifeboat/policies/a', 'secret.yaml', 'an unknown place'],
    });
  });

  it('is one place where there is one problem', () => {
    expect(placesOnly(invalid('p.yaml:1:1: error: no')).message).toBe('The policy has a problem at p.yaml:1:1');
  });

  it('is everything else as it is', () => {
    const result = aFailedJobResult();

    expect(placesOnly(result)).toBe(result);
  });
});
