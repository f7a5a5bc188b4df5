import { DEFAULT_TIMINGS, type Timings } from '../base/context.ts';
import type { StorageLocation } from '../domain/storage-location.ts';
import { FilesystemObjectStore } from './filesystem.ts';
import type { ObjectStore } from './object-store.ts';
import { ReadOnlyObjectStore } from './read-only.ts';
import { RetryingObjectStore } from './retrying.ts';

/** What the opener of a location knows beyond its document. */
export interface OpenOptions {
  /**
   * The caller is about to write: a folder that is not there yet is made now, so that the first look into it finds it
   * empty. Without it a missing folder is `location-not-found`. A bucket is never made.
   */
  readonly forWriting?: boolean;
  readonly timings?: Pick<Timings, 'stallMs'>;
}

/** Opens a storage location: its store, guarded by its access mode, asked again where it is unavailable. */
export async function openObjectStore(location: StorageLocation, options: OpenOptions = {}): Promise<ObjectStore> {
  const store = await openProvider(location, options);
  return new RetryingObjectStore(location.accessMode === 'ReadOnly' ? new ReadOnlyObjectStore(store) : store);
}

async function openProvider(
  { provider, accessMode }: StorageLocation,
  { forWriting = false, timings = DEFAULT_TIMINGS }: OpenOptions,
): Promise<ObjectStore> {
  if (provider.type === 's3') {
    const { S3ObjectStore } = await import('./s3.ts'); // a third of a cold start, needed by this provider alone
    return S3ObjectStore.open(provider, { timings });
  }
  const store = new FilesystemObjectStore(provider.path);
  if (forWriting && accessMode === 'ReadWrite') await store.prepare();
  return store;
}
