import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';

/**
 * What an archive holds, each object once: `deployments.apps/alpha/web`, `namespaces/alpha`, and with its version
 * (`widgets.example.com@v1alpha1/alpha/shapes`) where it is stored in another than its group prefers.
 */
export async function archivedObjects(file: string): Promise<readonly string[]> {
  const objects = new Set<string>();
  for await (const entry of Readable.from([gunzipSync(readFileSync(file))]).pipe(extract())) {
    entry.resume();
    const object = objectOf(entry.header.name);
    if (object !== undefined) objects.add(object);
  }
  return [...objects].toSorted();
}

/** The copies of the preferred version are not told: each has its like without a version. */
function objectOf(path: string): string | undefined {
  const form = /^resources\/([^/]+)\/(?:([^/]+)\/)??(?:cluster|namespaces\/([^/]+))\/([^/]+)\.json$/;
  const [, type = '', version, namespace, name] = form.exec(path) ?? [];
  if (name === undefined || version?.endsWith('-preferredversion')) return undefined;
  const place = namespace === undefined ? name : `${namespace}/${name}`;
  return version === undefined ? `${type}/${place}` : `${type}@${version}/${place}`;
}
