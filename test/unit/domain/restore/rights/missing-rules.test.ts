import { fc } from '../../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { describeRule, isInformation, missingRules } from '../../../../../src/domain/restore/rights/missing-rules.ts';
import type { AccessQuestion } from '../../../../../src/domain/restore/rights/needed-access.ts';

const ask = (verb: string, resource: string, namespace: string | undefined, group = ''): AccessQuestion => ({
  verb,
  group,
  resource,
  namespace,
});

describe('the rules that are missing', () => {
  it('are one for the types of a group that lack the same verbs', () => {
    const questions = [
      ask('create', 'secrets', 'shop'),
      ask('get', 'secrets', 'shop'),
      ask('create', 'configmaps', 'shop'),
      ask('get', 'configmaps', 'shop'),
      ask('create', 'services', 'shop'),
      ask('create', 'deployments', 'shop', 'apps'),
      ask('create', 'namespaces', undefined),
    ];

    expect(missingRules(questions, [])).toEqual([
      { namespace: 'shop', apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['create', 'get'] },
      { namespace: 'shop', apiGroups: [''], resources: ['services'], verbs: ['create'] },
      { namespace: 'shop', apiGroups: ['apps'], resources: ['deployments'], verbs: ['create'] },
      { apiGroups: [''], resources: ['namespaces'], verbs: ['create'] },
    ]);
  });

  it('are none where every answer is yes', () => {
    expect(missingRules([ask('create', 'secrets', 'shop')], [true])).toEqual([]);
  });

  it('grant exactly what was denied, nothing more', () => {
    const question = fc.record({
      verb: fc.constantFrom('create', 'get', 'patch', 'escalate'),
      group: fc.constantFrom('', 'apps'),
      resource: fc.constantFrom('a', 'b', 'c'),
      namespace: fc.constantFrom(undefined, 'shop', 'vault'),
    });

    fc.assert(
      fc.property(fc.array(fc.tuple(question, fc.boolean()), { maxLength: 30 }), (asked) => {
        const rules = missingRules(
          asked.map(([it]) => it),
          asked.map(([, answer]) => answer),
        );

        const granted = rules.flatMap(({ namespace, apiGroups, resources, verbs }) =>
          resources.flatMap((resource) =>
            verbs.map((verb) => JSON.stringify([namespace, apiGroups[0], resource, verb])),
          ),
        );
        const denied = asked
          .filter(([, answer]) => !answer)
          .map(([it]) => JSON.stringify([it.namespace, it.group, it.resource, it.verb]));
        expect(new Set(granted)).toEqual(new Set(denied));
      }),
    );
  });

  it('keep apart what is only good to know', () => {
    const rules = missingRules([ask('create', 'roles', 'shop'), ask('escalate', 'roles', 'shop')], []);

    expect(rules.map(isInformation)).toEqual([false, true]);
  });

  it('read as part of a sentence', () => {
    const [rule] = missingRules([ask('create', 'deployments', 'shop', 'apps')], []);

    expect(describeRule(rule!)).toBe('create deployments (apps) in namespace shop');
  });
});
