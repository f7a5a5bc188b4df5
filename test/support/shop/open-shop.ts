import { encodeJson } from '../api-server/objects/json.ts';
import { collectionOf, type WorldApi } from '../whole-run/world.ts';
import { shopObjects } from './shop.ts';

/** Creates the shop's objects one after the other; a type that was just defined is served a moment later. */
export async function openShop(api: WorldApi): Promise<void> {
  for (const object of shopObjects()) {
    const { apiVersion, kind, metadata } = object as never as {
      apiVersion: string;
      kind: string;
      metadata: { name: string; namespace?: string };
    };
    const path = collectionOf(
      apiVersion,
      `${kind.toLowerCase().replace(/s$/, 'se').replace(/y$/, 'ie')}s`,
      metadata.namespace,
    );
    const text = encodeJson(object, 'given');
    while ((await api.ask('GET', path)).status !== 200);
    await api.create(path, text);
  }
}
