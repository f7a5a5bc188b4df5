import type { StorageLocation } from '../../../../domain/storage-location.ts';

/** A location as the document that policies would have of it. */
export function locationDocument({ name, accessMode, provider }: StorageLocation): object {
  const { type, ...fields } = provider;
  const spec = { [type]: fields, ...(accessMode === 'ReadOnly' && { accessMode }) };
  return { apiVersion: 'lifeboat.dev/v1alpha1', kind: 'StorageLocation', metadata: { name }, spec };
}
