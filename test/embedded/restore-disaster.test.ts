import { openShop } from '../support/shop/open-shop.ts';
import { openEmptyMemoryWorld } from '../support/whole-run/memory-world.ts';
import { describeDisaster } from '../support/whole-run/restore/describe-disaster.ts';

describeDisaster('in memory', {
  openEmpty: () => openEmptyMemoryWorld(),
  async openShop() {
    const world = await openEmptyMemoryWorld();
    await openShop(world.api); // created, not seeded: objects with the defaults that the API server gives
    return world;
  },
});
