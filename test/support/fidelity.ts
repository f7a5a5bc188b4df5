import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';

/** One object as a list held it on the wire, and the main path of its copy in an archive. */
export interface WireItem {
  /** `resources/deployments.apps/namespaces/shop/web.json` */
  readonly path: string;
  /** The same object below the folder of its version. */
  readonly versionedPath: string;
  /** The slice of the list, untouched. */
  readonly slice: string;
  /** What an archive must hold: the slice, with `apiVersion` and `kind` in front where a built-in type leaves them out. */
  readonly stored: string;
}

/**
 * The objects of one answer to a LIST request, cut out of its text by counting brackets: nothing is parsed and written
 * again. Undefined for an answer that is no list of objects, such as discovery.
 */
export function itemsOfList(path: string, body: string): WireItem[] | undefined {
  const type = typeOfPath(path);
  const { kind, apiVersion } = JSON.parse(body) as { kind: string; apiVersion: string };
  if (type === undefined || !kind.endsWith('List') || /^API(Resource|Group|GroupDiscovery)List$/.test(kind))
    return undefined;
  const front = `{"apiVersion":${JSON.stringify(apiVersion)},"kind":${JSON.stringify(kind.slice(0, -'List'.length))},`;
  return sliceItems(body).map((slice) => {
    const object = JSON.parse(slice) as { kind?: string; metadata: { namespace?: string; name: string } };
    const { namespace, name } = object.metadata;
    const [folder, scope] = [`resources/${type.name}`, namespace === undefined ? 'cluster' : `namespaces/${namespace}`];
    return {
      path: `${folder}/${scope}/${name}.json`,
      versionedPath: `${folder}/${type.version}-preferredversion/${scope}/${name}.json`,
      slice,
      stored: object.kind === undefined ? front + slice.slice(1) : slice,
    };
  });
}

/** `/apis/apps/v1/namespaces/shop/deployments` is about `deployments.apps`, version `v1`. */
function typeOfPath(path: string): { readonly name: string; readonly version: string } | undefined {
  const [, group = '', version = '', resource = ''] =
    /^\/(?:api|apis\/([^/]+))\/([^/]+)\/(?:namespaces\/[^/]+\/)?([^/]+)$/.exec(path) ?? [];
  if (resource === '') return undefined;
  return { name: group === '' ? resource : `${resource}.${group}`, version };
}

/** Where the objects of an archive's entry are listed: `/apis/apps/v1/deployments`; undefined for a main copy. */
export function listPathOf(entry: string): string | undefined {
  const [, resource, group, version] =
    /^resources\/([^/.]+)(?:\.([^/]+))?\/([^/]+)-preferredversion\//.exec(entry) ?? [];
  if (version === undefined) return undefined;
  return group === undefined ? `/api/${version}/${resource}` : `/apis/${group}/${version}/${resource}`;
}

/** The texts of the members of `items`, an array at the top level of a JSON object. */
export function sliceItems(list: string): string[] {
  const slices: string[] = [];
  let depth = 0;
  let isInItems = false;
  let start = 0;
  for (let at = 0; at < list.length; at++) {
    const character = list[at];
    if (character === '"') {
      const end = endOfString(list, at);
      if (depth === 1) isInItems = list.slice(at, end + 2) === '"items":';
      at = end;
    } else if (character === '{' || character === '[') {
      depth++;
      if (isInItems && depth === 3) start = at;
    } else if (character === '}' || character === ']') {
      if (isInItems && depth === 3) slices.push(list.slice(start, at + 1));
      depth--;
    }
  }
  return slices;
}

/** The index of the quotation mark that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** Every file of a `.tar.gz` by its path, read with the package `tar-stream`. */
export async function readArchive(file: string): Promise<Map<string, string>> {
  const entries = new Map<string, string>();
  const archive = createReadStream(file).pipe(createGunzip()).pipe(extract());
  for await (const entry of archive) entries.set(entry.header.name, (await buffer(entry)).toString('utf8'));
  return entries;
}
