import { describe, expect, it } from 'vitest';
import { missedName } from '../../../../../src/domain/restore/conflict/missed-name.ts';

describe('missedName', () => {
  it.each([
    [
      'brewer',
      'pods "taster" is forbidden: error looking up service account tea/brewer: serviceaccount "brewer" not found',
    ],
    ['read-recipes', 'roles.rbac.authorization.k8s.io "read-recipes" not found'],
    ['shop-checkout', 'pods "checkout" is forbidden: no PriorityClass with name shop-checkout was found'],
    ['gvisor', 'pods "taster" is forbidden: pod rejected: RuntimeClass "gvisor" not found'],
  ])('finds %s', (name, message) => {
    expect(missedName(message)).toBe(name);
  });

  it('finds none in what is refused for another reason', () => {
    expect(missedName('admission webhook "teapots.example.com" denied the request: no teapots here')).toBeUndefined();
  });
});
