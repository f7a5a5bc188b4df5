import type { ApiObject } from '../objects/api-object.ts';
import { encodeList } from '../objects/encode.ts';
import { decodeContinue, encodeContinue } from '../state/continue-token.ts';
import { parseFieldSelector } from '../state/field-selector.ts';
import { parseLabelSelector } from '../state/label-selector.ts';
import { keyOf } from '../state/store.ts';
import { encodeAnswer } from './answer-object.ts';
import type { Call } from './call.ts';
import { badRequest, invalid, notFound, StatusError } from './status-error.ts';

/** GET of one object. */
export function readObject(call: Call): string {
  const { state, type, info } = call;
  const object = state.get(type, type.namespaced ? info.namespace : undefined, info.name ?? '');
  if (object === undefined) throw notFound(type, info.name ?? '');
  return encodeAnswer(call, object);
}

/** GET of a collection: one page of one snapshot. */
export function readList(call: Call): string {
  const { revision, after } = startOf(call);
  const limit = limitOf(call.request.query);
  const prefix = prefixOf(call);
  const selected = selectObjects(call, revision);
  const rest = selected.objects.filter((object) => after === undefined || keyOf(object).slice(prefix.length) > after);
  const items = limit > 0 ? rest.slice(0, limit) : rest;
  const remaining = rest.length - items.length;
  const last = remaining > 0 ? items.at(-1) : undefined;
  return encodeList(call.type, items, {
    resourceVersion: `${revision}`,
    continue: last === undefined ? '' : encodeContinue({ revision, after: keyOf(last).slice(prefix.length) }),
    remainingItemCount: last === undefined || selected.isFiltered ? undefined : remaining,
  });
}

/** The objects a request means, as they were at a revision: its namespace, its selectors. Throws 400 for bad selectors. */
export function selectObjects(
  call: Call,
  revision: number,
): { readonly objects: readonly ApiObject[]; readonly isFiltered: boolean } {
  const { state, type, request } = call;
  const labelText = request.query.get('labelSelector') ?? '';
  const fieldText = request.query.get('fieldSelector') ?? '';
  const matchesLabels = parseLabelSelector(labelText);
  const fields = parseFieldSelector(type, fieldText);
  const objects = state.store
    .list(type.collection, prefixOf(call), revision)
    .filter((object) => matchesLabels(object.metadata.labels ?? {}) && fields.matches(object));
  return { objects, isFiltered: labelText !== '' || fieldText !== '' };
}

function prefixOf({ type, info }: Call): string {
  return type.namespaced && info.namespace !== undefined ? `${info.namespace}/` : '';
}

/** Which snapshot is asked for, and after which key of it. */
function startOf({ state, request }: Call): { readonly revision: number; readonly after: string | undefined } {
  const { query } = request;
  const latest = state.store.revision;
  const [token, version, match] = ['continue', 'resourceVersion', 'resourceVersionMatch'].map(
    (k) => query.get(k) ?? '',
  );
  if (token !== undefined && token !== '') {
    if (version !== '' && version !== '0')
      throw badRequest('specifying resource version is not allowed when using continue');
    const continuation = decodeContinue(token);
    if (continuation === undefined) throw badRequest('invalid continue token: continue key is not valid');
    const { revision, after } = continuation;
    if (revision >= 0 && revision <= state.store.compacted) throw expiredToken(after);
    return { revision: revision < 0 ? latest : revision, after };
  }
  if (match !== '' && version === '') {
    const message = 'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided';
    throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
      { field: 'resourceVersionMatch', reason: 'FieldValueForbidden', message },
    ]);
  }
  const wanted = parseResourceVersion(version ?? '');
  if (wanted > latest) throw tooLargeVersion(wanted, latest);
  if (match !== 'Exact') return { revision: latest, after: undefined };
  if (wanted <= state.store.compacted) {
    throw new StatusError(410, 'Expired', 'The resourceVersion for the provided list is too old.');
  }
  return { revision: wanted, after: undefined };
}

function parseResourceVersion(text: string): number {
  if (/^\d*$/.test(text)) return Number(text);
  const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw badRequest(`invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: ${why}`);
}

function limitOf(query: URLSearchParams): number {
  const text = query.get('limit') ?? '';
  if (!/^-?\d*$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

function expiredToken(after: string): StatusError {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  return new StatusError(410, 'Expired', message, undefined, { continue: encodeContinue({ revision: -1, after }) });
}

function tooLargeVersion(wanted: number, current: number): StatusError {
  const message = `Timeout: Too large resource version: ${wanted}, current: ${current}`;
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  return new StatusError(504, 'Timeout', message, { causes, retryAfterSeconds: 1 });
}
