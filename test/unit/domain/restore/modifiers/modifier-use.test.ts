import { describe, expect, it } from 'vitest';
import { ModifierUse } from '../../../../../src/domain/restore/modifiers/modifier-use.ts';
import { theModifiers } from '../../../../support/resource-modifiers.ts';
import { refOf } from '../../../../support/restore-builders.ts';

const RULE = 'conditions: {groupResource: pods}\npatches: [{operation: remove, path: /a}]';

const NOTHING = { object: {}, applied: [], failedTests: [], failures: [] };

describe('ModifierUse', () => {
  it('takes a rule for used that was applied, whose test failed, or whose patch failed', () => {
    const use = new ModifierUse(theModifiers(RULE, RULE, RULE, RULE));

    use.add(refOf('pods/shop/a'), {
      ...NOTHING,
      applied: ['resourceModifierRules[0]'],
      failedTests: ['resourceModifierRules[1]: x'],
      failures: ['resourceModifierRules[2]: y'],
    });

    expect(use.warnings().map(({ message }) => message)).toEqual([
      'No object of this restore satisfies the conditions of resourceModifierRules[3] in configmap:lifeboat/modifiers/rules.yaml',
    ]);
  });

  it('tells a test that failed once, with the first of many objects', () => {
    const use = new ModifierUse(theModifiers(RULE));

    for (let i = 0; i < 7; i++) {
      use.add(refOf(`pods/shop/p${i}`), {
        ...NOTHING,
        failedTests: ['resourceModifierRules[0]: /a has another value'],
      });
    }

    expect(use.errors()).toHaveLength(1);
    expect(use.errors()[0]!.message).toMatch(/^pods\/shop\/p0, .*pods\/shop\/p4 and 2 more: restored without/);
  });

  it('says nothing where there are no modifiers', () => {
    const use = new ModifierUse(undefined);

    expect([...use.errors(), ...use.warnings()]).toEqual([]);
  });
});
