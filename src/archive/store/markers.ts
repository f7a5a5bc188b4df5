import type { RunContext } from '../../base/context.ts';
import { decodeOnce, encodeOnce } from '../../domain/lock/once-document.ts';
import type { OnceRecord } from '../../domain/lock/once.ts';
import { RunError } from '../../domain/problem.ts';
import type { ObjectStore } from '../../storage/object-store.ts';
import { markerKey } from '../layout.ts';
import type { MarkerPlace } from '../marker-store.ts';
import { readDocument } from './read-document.ts';

/** `MarkerStore.readMarker`. */
export async function readMarker(
  ctx: RunContext,
  store: ObjectStore,
  place: MarkerPlace,
): Promise<OnceRecord | undefined> {
  const key = markerKey(place);
  const bytes = await readDocument(ctx, store, key);
  if (bytes === undefined) return undefined;
  const record = decodeOnce(bytes.toString('utf8'));
  if (record !== undefined) return record;
  throw new RunError('cannot-write', `${store.root}/${key} is no once-marker that can be read`, {
    hint: 'Look at it, delete it if nobody needs it, and start the run again',
  });
}

/** `MarkerStore.putMarker`. */
export async function putMarker(
  ctx: RunContext,
  store: ObjectStore,
  place: MarkerPlace,
  record: OnceRecord,
): Promise<void> {
  await store.put(ctx, markerKey(place), Buffer.from(encodeOnce(record)));
}
