import { describe, expect, it } from 'vitest';
import type { ResourceType } from '../../../../../src/domain/resource.ts';
import { awaitDefinitions } from '../../../../../src/run/restore/apply/await-definitions.ts';
import { Target } from '../../../../../src/run/restore/target.ts';
import { aResourceType } from '../../../../support/builders.ts';
import { aContext, type TestContext } from '../../../../support/context.ts';
import { FakeCluster } from '../../../../support/fake-cluster.ts';

const DEFINITIONS = { group: 'apiextensions.k8s.io', version: 'v1', resource: 'customresourcedefinitions' };
const REF = { ...DEFINITIONS, namespace: undefined, name: 'widgets.example.com' };
const WIDGETS = aResourceType({ group: 'example.com', resource: 'widgets', kind: 'Widget' });
const ESTABLISHED = { type: 'Established', status: 'True' };

/** A cluster with the definition, which serves what `types` says at each look. */
async function aStage({ conditions, types = [] }: { readonly conditions: unknown; readonly types?: ResourceType[] }) {
  const cluster = new FakeCluster({ types });
  cluster.put(DEFINITIONS, { metadata: { name: REF.name }, status: { conditions } });
  const ctx = aContext();
  return { cluster, ctx, types, target: await Target.look(ctx, cluster) };
}

async function detailsOf(ctx: TestContext, target: Target): Promise<string[]> {
  return (await awaitDefinitions(ctx, target, [REF])).map(({ detail }) => detail);
}

describe('awaitDefinitions', () => {
  it('row 99: goes on as soon as a definition is established and its type discovered', async () => {
    const { ctx, target, types } = await aStage({ conditions: [ESTABLISHED] });
    types.push(WIDGETS);

    expect(await detailsOf(ctx, target)).toEqual([]);
    expect(ctx.clock.pauses).toEqual([]);
    expect(target.typeOf(WIDGETS)).toEqual(WIDGETS);
  });

  it.each([
    ['no conditions yet', null],
    ['an empty list', []],
    ['other conditions', [{ type: 'NamesAccepted', status: 'True' }]],
  ])('row 99: waits while the server has %s', async (_, conditions) => {
    const { cluster, ctx, target, types } = await aStage({ conditions });
    let looks = 0;
    const establish = () => {
      if (++looks !== 3) return;
      cluster.put(DEFINITIONS, { metadata: { name: REF.name }, status: { conditions: [ESTABLISHED] } });
      types.push(WIDGETS);
    };
    cluster.fault({ verb: 'read', meanwhile: establish });

    expect(await detailsOf(ctx, target)).toEqual([]);
    expect(ctx.clock.pauses).toHaveLength(2);
  });

  it('row 99: gives up after a minute and says what the server says', async () => {
    const conditions = [{ type: 'NamesAccepted', status: 'False', message: '"widgets" is already in use' }];
    const { ctx, target } = await aStage({ conditions });

    expect(await detailsOf(ctx, target)).toEqual(['"widgets" is already in use']);
    expect(ctx.clock.monotonicMs()).toBe(ctx.timings.definitionWaitMs);
  });

  it('row 99: gives up on one that discovery does not show', async () => {
    const { ctx, target } = await aStage({ conditions: [ESTABLISHED] });

    expect(await detailsOf(ctx, target)).toEqual(['it is established, but discovery does not show its type']);
    expect(ctx.clock.monotonicMs()).toBe(ctx.timings.definitionWaitMs);
  });

  it('row 99: says that one was deleted meanwhile', async () => {
    const { cluster, ctx, target } = await aStage({ conditions: [] });
    cluster.remove(DEFINITIONS, REF.name);

    expect(await detailsOf(ctx, target)).toEqual(['it was deleted meanwhile']);
  });
});
