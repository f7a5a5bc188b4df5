import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { ApiServer } from '../api-server/api-server.ts';
import { encodeJson, type Json, type JsonObject, parseJson } from '../api-server/objects/json.ts';

/** The shop's files in the order in which `kubectl apply -f` takes them, one after the other. */
export const SHOP_FILES: readonly URL[] = ['cluster', 'shop', 'shop-data', 'orders'].map(
  (name) => new URL(`${name}.yaml`, import.meta.url),
);

/** The shop's objects, in an order in which they can be created; integers that a double cannot hold are bigints. */
export function shopObjects(): JsonObject[] {
  return SHOP_FILES.flatMap((file) => {
    const documents = parseAllDocuments(readFileSync(file, 'utf8'), { intAsBigInt: true });
    return documents.map((document) => parseJson(encodeJson(document.toJS() as Json, 'given')) as JsonObject);
  });
}

/** Opens the shop on a server in memory: everything is there as if it had run for a while. */
export function seedShop(server: ApiServer): void {
  server.seed(shopObjects());
}
