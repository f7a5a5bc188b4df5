import type { WorldApi } from './world.ts';

/** One object as lists of the API server hold it. */
export interface ServerObject {
  /** `configmaps/shop/settings` or `namespaces/shop`, as `StoredBackup.items` names it. */
  readonly key: string;
  /** `deployments.apps`. */
  readonly type: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The bytes of the list response, `apiVersion` and `kind` in front where they were missing: what a backup must hold. */
  readonly text: string;
}

interface ApiResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

const NEEDED_VERBS = ['list', 'create', 'get', 'delete'];

/** Every object that could be backed up, from unpaged lists, taken apart without the code under test. */
export async function serverObjects(api: WorldApi): Promise<readonly ServerObject[]> {
  const { groups } = JSON.parse(await api.text('/apis')) as {
    groups: { preferredVersion: { groupVersion: string } }[];
  };
  const versions = ['v1', ...groups.map((group) => group.preferredVersion.groupVersion)];
  const found = await Promise.all(versions.map((version) => objectsOfVersion(api, version)));
  return found.flat();
}

async function objectsOfVersion(api: WorldApi, version: string): Promise<ServerObject[]> {
  const root = version.includes('/') ? `/apis/${version}` : `/api/${version}`;
  const { resources } = JSON.parse(await api.text(root)) as { resources: ApiResource[] };
  const storable = resources.filter(
    ({ name, verbs }) => !name.includes('/') && NEEDED_VERBS.every((verb) => verbs.includes(verb)),
  );
  const group = version.includes('/') ? `.${version.split('/')[0]}` : '';
  // The same Events are served by two groups.
  const wanted = storable.filter(({ name }) => `${name}${group}` !== 'events.events.k8s.io');
  const lists = wanted.map(async ({ name, kind, namespaced }) => {
    const items = splitList(await api.text(`${root}/${name}`));
    return items.map((text) => toObject(text, { type: `${name}${group}`, version, kind, namespaced }));
  });
  return (await Promise.all(lists)).flat();
}

function toObject(
  text: string,
  { type, version, kind, namespaced }: { type: string; version: string; kind: string; namespaced: boolean },
): ServerObject {
  const { metadata, apiVersion } = JSON.parse(text) as {
    apiVersion?: string;
    metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  };
  const { name, labels = {} } = metadata;
  const namespace = namespaced ? metadata.namespace : undefined;
  const key = [type, ...(namespace === undefined ? [] : [namespace]), name].join('/');
  const head = `{"apiVersion":"${version}","kind":"${kind}",`;
  return { key, type, namespace, name, labels, text: apiVersion === undefined ? head + text.slice(1) : text };
}

/** The texts of the items of a list response. */
function splitList(list: string): string[] {
  const items: string[] = [];
  const marker = list.indexOf('"items":[');
  let [depth, begin, isText] = [0, 0, false];
  for (let at = marker + '"items":['.length; depth > 0 || list[at] !== ']'; at++) {
    const character = list[at];
    if (isText) {
      if (character === '\\') at++;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === '{' && depth++ === 0) begin = at;
    else if (character === '}' && --depth === 0) items.push(list.slice(begin, at + 1));
  }
  return items;
}
