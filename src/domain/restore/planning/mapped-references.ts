import { isJsonObject, type JsonObject } from '../../json/exact-json.ts';

/** How many places of one object are named. */
const NAMED = 3;

/**
 * Where an object that is ready to be submitted still names a namespace that was mapped to another: fields called
 * `namespace`, and names below `<namespace>.svc` in any text. A restore rewrites what Velero rewrites (the object's own
 * namespace, subjects of bindings, the claim of a volume) and nothing else silently, because nobody can tell a
 * reference that should follow from one that should not. Returns paths without values; at most the first few.
 */
export function mappedReferences(object: JsonObject, mapping: ReadonlyMap<string, string>): string[] {
  if (mapping.size === 0) return [];
  // A namespace that something else was mapped to may be named rightly.
  const targets = new Set(mapping.values());
  const moved = new Set([...mapping.keys()].filter((source) => !targets.has(source)));
  return [...walk(object, { moved, hosts: [...moved].map((name) => `.${name}.svc`) }, '')].slice(0, NAMED);
}

interface Moved {
  readonly moved: ReadonlySet<string>;
  readonly hosts: readonly string[];
}

function* walk(value: unknown, names: Moved, path: string): Generator<string, void, void> {
  if (typeof value === 'string') {
    const isField = path.endsWith('.namespace') && names.moved.has(value);
    if (isField || names.hosts.some((host) => hasHost(value, host))) yield path;
  } else if (Array.isArray(value)) {
    for (const [i, element] of value.entries()) yield* walk(element, names, `${path}[${i}]`);
  } else if (isJsonObject(value)) {
    for (const [key, member] of Object.entries(value)) yield* walk(member, names, path === '' ? key : `${path}.${key}`);
  }
}

/** `db.shop.svc` and `db.shop.svc.cluster.local`, not `db.shop.svcs`. */
function hasHost(text: string, host: string): boolean {
  for (let at = text.indexOf(host); at >= 0; at = text.indexOf(host, at + 1)) {
    if (!/[\w-]/.test(text.charAt(at + host.length))) return true;
  }
  return false;
}
