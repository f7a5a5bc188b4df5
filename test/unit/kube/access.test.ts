import { describe, expect, it } from 'vitest';
import type { AccessCheck } from '../../../src/kube/cluster.ts';
import { aContext } from '../../support/context.ts';
import { openThrough } from '../../support/fault-proxy-cluster.ts';
import { type ProxyAnswer, startFaultProxy } from '../../support/fault-proxy.ts';

const RULES = [{ verbs: ['create'], apiGroups: [''], resources: ['configmaps'] }];

/** An authorizer that lets ConfigMaps be created, and may not be able to tell so. */
function answering(incomplete: boolean): (request: { readonly path: string; readonly body: string }) => ProxyAnswer {
  return ({ path, body }) => {
    if (path.endsWith('selfsubjectrulesreviews')) {
      return { body: JSON.stringify({ status: { resourceRules: RULES, nonResourceRules: [], incomplete } }) };
    }
    const { spec } = JSON.parse(body) as { spec: { resourceAttributes: { verb: string; resource: string } } };
    const { verb, resource } = spec.resourceAttributes;
    return { body: JSON.stringify({ status: { allowed: verb === 'create' && resource === 'configmaps' } }) };
  };
}

function checksIn(namespace: string | undefined): AccessCheck[] {
  return ['create', 'get', 'patch', 'create'].flatMap((verb) =>
    ['configmaps', 'secrets'].map((resource) => ({ verb, group: '', resource, namespace })),
  );
}

const EXPECTED = [true, false, false, false, false, false, true, false];

describe('mayI', () => {
  it('asks for the rules of a namespace once, and about each thing at cluster scope once', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(answering(false));
    await using opened = openThrough(ctx, proxy);

    const allowed = await opened.cluster.mayI(ctx, [...checksIn('shop'), ...checksIn(undefined), ...checksIn('db')]);

    const asked = proxy.requests.map(({ path }) => path.split('/').at(-1));
    expect(allowed).toEqual([...EXPECTED, ...EXPECTED, ...EXPECTED]);
    expect(asked.filter((name) => name === 'selfsubjectrulesreviews')).toHaveLength(2);
    expect(asked.filter((name) => name === 'selfsubjectaccessreviews')).toHaveLength(6);
  });

  it('asks about everything where the authorizer cannot tell its rules', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(answering(true));
    await using opened = openThrough(ctx, proxy);

    const allowed = await opened.cluster.mayI(ctx, checksIn('shop'));

    expect(allowed).toEqual(EXPECTED);
    expect(proxy.requests.filter(({ path }) => path.endsWith('selfsubjectaccessreviews'))).toHaveLength(6);
  });

  it('asks about subresources as such', async () => {
    const ctx = aContext();
    await using proxy = await startFaultProxy(answering(false));
    await using opened = openThrough(ctx, proxy);

    await opened.cluster.mayI(ctx, [
      { verb: 'patch', group: 'apps', resource: 'deployments/status', namespace: 'shop' },
    ]);

    expect(JSON.parse(proxy.requests[0]!.body)).toMatchObject({
      spec: { resourceAttributes: { resource: 'deployments', subresource: 'status', group: 'apps', verb: 'patch' } },
    });
  });
});
