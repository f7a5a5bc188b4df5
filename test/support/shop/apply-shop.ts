import { fileURLToPath } from 'node:url';
import type { Installation } from '../installation.ts';
import { SHOP_FILES } from './shop.ts';

/** Opens the shop in a real cluster as its people would: `kubectl apply`, its own type first. */
export async function applyShop(lifeboat: Pick<Installation, 'kubectl'>): Promise<void> {
  const [orders = '', ...files] = SHOP_FILES.map((file) => fileURLToPath(file)).toReversed();
  await lifeboat.kubectl(['apply', ...files.toReversed().map((file) => `--filename=${file}`)]);
  await lifeboat.kubectl(['wait', '--for=condition=Established', 'crd/orders.shop.example.com']);
  await lifeboat.kubectl(['apply', `--filename=${orders}`]);
  const claims = ['pvc/data-database-0', 'pvc/data-database-1', '--namespace=shop-data', '--timeout=200s'];
  await lifeboat.kubectl(['wait', '--for=jsonpath={.status.phase}=Bound', ...claims]);
}
