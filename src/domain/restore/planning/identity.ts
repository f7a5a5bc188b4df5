import type { ItemRef } from '../../item.ts';
import { type JsonObject, textAt } from '../../json/exact-json.ts';

/** What an object's `apiVersion` says; the version is empty where it says none. */
export interface ApiVersion {
  readonly group: string;
  readonly version: string;
}

/** Reads `apps/v1` and `v1`. */
export function apiVersionIn(object: JsonObject): ApiVersion {
  const text = textAt(object, 'apiVersion') ?? '';
  const slash = text.indexOf('/');
  return slash < 0 ? { group: '', version: text } : { group: text.slice(0, slash), version: text.slice(slash + 1) };
}

/**
 * How a document differs from what its path in the archive promises, as half a sentence, or undefined where it does not.
 * Filters and protection judge by the path; an object that is something else must not pass under its name. `kind` is
 * what the cluster calls the path's type, undefined where it serves none.
 */
export function identityFault(
  ref: ItemRef,
  object: JsonObject,
  expected: { readonly version: string | undefined; readonly kind: string | undefined },
): string | undefined {
  const { group, version } = apiVersionIn(object);
  const facts: readonly (readonly [what: string, said: string | undefined, wanted: string | undefined])[] = [
    ['name', textAt(object, 'metadata', 'name'), ref.name],
    // A cluster-scoped document may have an empty namespace, as Go writes it.
    ['namespace', textAt(object, 'metadata', 'namespace') ?? '', ref.namespace ?? ''],
    ['API group', group, ref.group],
    ['version', version, expected.version ?? version],
    ['kind', textAt(object, 'kind'), expected.kind ?? textAt(object, 'kind') ?? ''],
  ];
  const wrong = facts.find(([, said, wanted]) => said !== wanted);
  if (wrong === undefined) return undefined;
  const [what, said, wanted] = wrong;
  return `the document's ${what} is ${shown(said)}, its path says ${shown(wanted)}`;
}

function shown(text: string | undefined): string {
  return text === undefined || text === '' ? 'missing' : JSON.stringify(text);
}
