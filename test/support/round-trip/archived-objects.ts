import { type JsonObject, parseJson } from '../api-server/objects/json.ts';
import { readArchive } from '../fidelity.ts';
import type { ClusterObjects } from '../golden-restores/cluster-objects.ts';

/** The objects of an archive, each once, by `deployments.apps/alpha/web`. */
export async function archivedObjects(file: string): Promise<ClusterObjects> {
  const entries = [...(await readArchive(file))].flatMap(([path, content]): [string, JsonObject][] => {
    const [, type, place, name] =
      /^resources\/([^/]+)\/(?:cluster|namespaces\/([^/]+))\/([^/]+)\.json$/.exec(path) ?? [];
    if (type === undefined) return []; // the copy below the version's folder, or no item
    return [[[type, place, name].filter((part) => part !== undefined).join('/'), parseJson(content) as JsonObject]];
  });
  return new Map(entries);
}
