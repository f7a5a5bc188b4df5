import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../world.ts';
import { ALL, Disaster, shopOf, WITHOUT_A_VOLUME } from './disaster.ts';
import { writesOutside } from './restore-desk.ts';

/** How worlds are opened: with the shop, and with nothing but what every new cluster holds. */
export interface OpenWorlds {
  readonly openShop: () => Promise<World>;
  readonly openEmpty: () => Promise<World>;
}

/** The cluster is lost: its backup is restored into an empty one. */
export function describeDisaster(name: string, { openShop, openEmpty }: OpenWorlds): void {
  describe(`a lost cluster (${name})`, () => {
    let disaster: Disaster;
    beforeAll(async () => {
      disaster = await Disaster.strike(await openShop());
    });
    afterAll(() => disaster[Symbol.asyncDispose]());

    it('comes back in an empty one, definitions and what they define in one run; a second run changes nothing', async () => {
      await using world = await openEmpty();
      using desk = await disaster.deskIn(world);

      const first = await desk.restore(ALL);
      const found = await shopOf(world);
      const second = await desk.restore({ ...ALL, existingResourcePolicy: 'update' });

      expect(first.result.errors).toEqual([]);
      expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
      expect(found).toEqual(disaster.content);
      expect(found.size).toBeGreaterThan(40);
      expect(second.result.restore?.ended).not.toHaveProperty('updated');
      expect(writesOutside(desk.runner, second.requests)).toEqual([]);
    });

    it('row 106: comes back without the claim whose data went with its volume and without what would make it anew: 80, and both are named', async () => {
      await using world = await openEmpty();
      using desk = await disaster.deskIn(world);

      const { exitCode, result } = await desk.restore(WITHOUT_A_VOLUME);

      expect(exitCode).toBe(80);
      expect(result.errors.map(({ code, item }) => [code, item?.resource, item?.name])).toEqual([
        ['no-volume-data', 'persistentvolumeclaims', 'data-database-1'],
        ['no-volume-data', 'statefulsets', 'database'],
      ]);
      const keys = new Set((await shopOf(world)).keys());
      expect([...disaster.content.keys()].filter((key) => !keys.has(key))).toEqual([
        'persistentvolumeclaims/shop-data/data-database-1',
        'persistentvolumes/shop-disk-database-1',
        'statefulsets.apps/shop-data/database',
      ]);
    });

    it('comes back without what grants power unless that is allowed, which is said and is no error', async () => {
      await using world = await openEmpty();
      using desk = await disaster.deskIn(world);

      const { exitCode, result } = await desk.restore({ ...ALL, allowKinds: [] });

      const denied = result.restore?.items?.filter(({ reason }) => reason === 'kind-not-allowed');
      expect(exitCode).toBe(0);
      expect(denied?.map(({ item }) => item)).toContain('clusterroles.rbac.authorization.k8s.io/shop:order-reader');
      expect(result.warnings.map(({ code }) => code)).toContain('kind-not-allowed');
      const keys = [...(await shopOf(world)).keys()];
      expect(keys.filter((key) => key.startsWith('clusterrole'))).toEqual([]);
    });
  });
}
