import type { StorageLocation } from '../domain/storage-location.ts';

/** Something about a storage location that works, but that its owner should know; goes into the result's warnings. */
export interface LocationWarning {
  readonly code: 'tls-not-verified' | 'credentials-ambiguous';
  /** One sentence that names the location and the remedy. Holds no secret value. */
  readonly message: string;
}

/** Judges a location beside the environment it is opened in; asks nothing of the store. */
export function locationWarnings(
  { name, provider }: StorageLocation,
  env: Readonly<Record<string, string | undefined>> = process.env,
): LocationWarning[] {
  if (provider.type !== 's3') return [];
  const warnings: LocationWarning[] = [];
  if (provider.insecureSkipTLSVerify) {
    warnings.push({
      code: 'tls-not-verified',
      message: `Storage location ${name} does not verify its server's certificate; set caCert instead of insecureSkipTLSVerify`,
    });
  }
  const usesDefaults = provider.credentialsFile === undefined && provider.profile === undefined;
  if (usesDefaults && isSet(env, 'AWS_ACCESS_KEY_ID') && isSet(env, 'AWS_WEB_IDENTITY_TOKEN_FILE')) {
    warnings.push({
      code: 'credentials-ambiguous',
      message: `Storage location ${name} finds both AWS_ACCESS_KEY_ID and a web identity, and the static keys win; remove one`,
    });
  }
  return warnings;
}

function isSet(env: Readonly<Record<string, string | undefined>>, name: string): boolean {
  return (env[name] ?? '') !== '';
}
