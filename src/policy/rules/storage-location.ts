import { caBundleFault } from '../ca-bundle.ts';
import { conflict, type Finding, invalid, quoted } from '../finding.ts';
import type { StorageLocationDocument } from '../generated/documents.ts';
import type { Rule } from './rule.ts';

/** Everything about a storage location that its schema cannot say. */
export const STORAGE_LOCATION_RULES: readonly Rule<StorageLocationDocument>[] = [keyWithoutKms, endpoints, caCert];

function keyWithoutKms({ spec }: StorageLocationDocument): Finding[] {
  if (spec.s3?.kmsKeyId === undefined || spec.s3.serverSideEncryption !== 'AES256') return [];
  return [
    conflict(['spec', 's3', 'kmsKeyId'], 'AES256 is encryption without a key of yours; kmsKeyId goes with aws:kms'),
  ];
}

function endpoints({ spec }: StorageLocationDocument): Finding[] {
  return (['endpoint', 'publicEndpoint'] as const).flatMap((field) => {
    const text = spec.s3?.[field];
    if (text === undefined) return [];
    const path = ['spec', 's3', field];
    if (!URL.canParse(text)) return [invalid(path, `${quoted(text)} is not an address`)];
    const { username, password, search, hash } = new URL(text);
    if (username !== '' || password !== '') return [invalid(path, 'holds credentials; they go into credentialsFile')];
    return search === '' && hash === '' ? [] : [invalid(path, 'is an address without ? and #')];
  });
}

function caCert({ spec }: StorageLocationDocument): Finding[] {
  const text = spec.s3?.caCert;
  const fault = text === undefined ? undefined : caBundleFault(text);
  return fault === undefined ? [] : [invalid(['spec', 's3', 'caCert'], fault)];
}
