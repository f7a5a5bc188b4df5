import { expect, it } from 'vitest';
import { startApiServer } from '../../../support/api-server/api-server.ts';
import { objectAt } from '../../../support/api-server/objects/fields.ts';
import { seedShop, shopObjects } from '../../../support/shop/shop.ts';

it('fills a server with the shop, its numbers exact', async () => {
  await using server = await startApiServer();

  seedShop(server);

  const order = server.get('orders.shop.example.com', 'shop', 'order-1001');
  expect(objectAt(order, 'spec')['ledgerNumber']).toBe(9_223_372_036_854_775_807n);
  expect(server.all('persistentvolumeclaims')).toHaveLength(3);
  expect(shopObjects()).toHaveLength(45);
});

it('keeps no secret that could be one', () => {
  const secrets = shopObjects().filter((object) => object['kind'] === 'Secret');

  const values = secrets.flatMap((secret) => Object.values(objectAt(secret, 'data')));
  const decoded = values.map((value) => Buffer.from(value as string, 'base64').toString());
  const odd = decoded.filter(
    (text) => !/not-a-real|^(shop|admin)$/.test(text) && !text.includes('registry.example.com'),
  );
  expect(odd).toEqual([]);
});
