import { describe, expect, it } from 'vitest';
import type { Question, SuccessCondition } from '../../../../../src/domain/restore/conditions/success-condition.ts';
import { conditionAccess } from '../../../../../src/domain/restore/rights/condition-access.ts';
import { clusterTypes } from '../../../../support/restore-builders.ts';

const TIMES = { name: 'x', timeoutMs: 1_000 };

function ready(resource: string, namespace?: string, name = 'web'): SuccessCondition {
  const condition = { type: 'Ready', status: 'True' };
  return { ...TIMES, type: 'condition', object: { resource, namespace, name }, condition };
}

function counted(resource: string, namespace?: string): SuccessCondition {
  const objects = { resource, namespace, labelSelector: '' };
  return { ...TIMES, type: 'count', objects, atLeast: 1, atMost: undefined } satisfies SuccessCondition & Question;
}

const asked = (...conditions: readonly SuccessCondition[]) =>
  conditionAccess(conditions, clusterTypes()).map(({ verb, group, resource, namespace }) =>
    [verb, group === '' ? resource : `${resource}.${group}`, namespace ?? '*'].join(' '),
  );

describe('the rights that success conditions need', () => {
  it('are to get what is named and to list what is counted, each once', () => {
    expect(asked(ready('deploy', 'shop'), ready('deployments', 'shop', 'api'), counted('pods', 'shop'))).toEqual([
      'get deployments.apps shop',
      'list pods shop',
    ]);
  });

  it('are to get an object of which a value is compared', () => {
    const object = { resource: 'configmaps', namespace: 'shop', name: 'web' };
    const test = { equals: 'dark', notEquals: undefined, atLeast: undefined, atMost: undefined };

    expect(asked({ ...TIMES, type: 'value', object, path: [{ field: 'data' }], test })).toEqual([
      'get configmaps shop',
    ]);
  });

  it('are those of the whole cluster where no namespace is said, and for types without namespaces', () => {
    expect(asked(counted('pods'), ready('namespaces', 'shop'))).toEqual(['list pods *', 'get namespaces *']);
  });

  it('are known of types that the restore brings along by their full names alone', () => {
    expect(asked(ready('gadgets.example.com', 'shop'), ready('gadgets', 'shop'))).toEqual([
      'get gadgets.example.com shop',
    ]);
  });

  it('are none to ask an address', () => {
    const http = { url: 'http://shop/', status: undefined, contains: undefined } as unknown as Question;

    expect(asked({ ...TIMES, ...http, type: 'http' } as SuccessCondition)).toEqual([]);
  });
});
