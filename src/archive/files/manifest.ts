import type { BackupOrigin } from '../../domain/backup/backup.ts';
import { RunError } from '../../domain/problem.ts';
import { formatTime } from '../../domain/time.ts';
import type { TypeCount } from '../../domain/result/result.ts';
import type { Entry } from '../../domain/entry.ts';
import type { Findings, Link, ManifestFacts } from '../backup-store.ts';
import { isRecord, parseJson } from './json.ts';

/** Version of `<b>-manifest.json.gz`; readers refuse one they do not know. */
export const MANIFEST_SCHEMA = 'lifeboat.dev/manifest/v1';

/** A manifest's facts as JSON; the items and the schema precede them in the file. */
export interface ManifestDocument {
  readonly backup: string;
  readonly origin: Readonly<Record<string, unknown>> & Pick<BackupOrigin, 'runId' | 'clusterName' | 'clusterUid'>;
  readonly version: string;
  readonly clusterVersion: string;
  readonly startedAt: string;
  readonly expiresAt: string;
  readonly types: readonly TypeCount[];
  readonly archive: { readonly file: string; readonly items: number; readonly bytes: number; readonly sha256: string };
  /** These three stand together, or in none at all: a manifest of an early release. */
  readonly claims?: Findings['claims'];
  readonly errors?: readonly Entry[];
  readonly warnings?: readonly Entry[];
  readonly contentBytes?: number | undefined;
  readonly previous?: Link | undefined;
}

/** What a manifest says. */
export interface Manifest extends ManifestDocument {
  /** SHA-256 (hex) of every item, by its main path in the archive. */
  readonly items: ReadonlyMap<string, string>;
}

/** The facts that follow the items. Undefined ones are left out, as JSON does. */
export function encodeManifestFacts(
  facts: ManifestFacts,
  archive: { readonly backup: string; readonly items: number; readonly size: number; readonly sha256: string },
): ManifestDocument & Readonly<Record<string, unknown>> {
  const { origin } = facts;
  return {
    backup: archive.backup,
    origin: { ...origin, scheduledFor: formatTime(origin.scheduledFor) },
    version: facts.version,
    clusterVersion: facts.clusterVersion,
    startedAt: formatTime(facts.startedAt),
    expiresAt: formatTime(facts.expiresAt),
    types: facts.types,
    archive: {
      file: `${archive.backup}.tar.gz`,
      items: archive.items,
      bytes: archive.size,
      sha256: archive.sha256,
    },
    claims: facts.claims,
    errors: facts.entries.errors,
    warnings: facts.entries.warnings,
    ...(facts.contentBytes === undefined ? {} : { contentBytes: facts.contentBytes }),
    ...(facts.previous === undefined ? {} : { previous: facts.previous }),
  };
}

/** What the run had to tell that made the manifest's backup; undefined where the manifest does not hold it. */
export function findingsOf(manifest: Manifest): Findings | undefined {
  const { types, archive, claims, errors, warnings, contentBytes, previous } = manifest;
  if (claims === undefined || errors === undefined || warnings === undefined) return undefined;
  return { types, claims, entries: { errors, warnings }, archiveBytes: archive.bytes, contentBytes, previous };
}

const SHA256 = /^[0-9a-f]{64}$/;

/** Reads an unpacked manifest. Throws `archive-unsupported` for another schema, `archive-unreadable` for what is none. */
export function parseManifest(bytes: Uint8Array): Manifest {
  const document = parseJson(bytes);
  if (!isRecord(document) || typeof document['schema'] !== 'string')
    throw malformed('it is not a JSON object with a schema');
  const { schema, items, ...facts } = document;
  if (schema !== MANIFEST_SCHEMA) {
    throw new RunError('archive-unsupported', `Cannot read the manifest: its schema is ${JSON.stringify(schema)}`, {
      hint: 'Use a release of Lifeboat that is at least as new as the one that made the backup',
    });
  }
  if (!isRecord(items) || !isDocument(facts)) throw malformed('a field is missing or of the wrong type');
  const hashes = new Map<string, string>();
  for (const [path, sha256] of Object.entries(items)) {
    if (typeof sha256 !== 'string' || !SHA256.test(sha256)) throw malformed('an item has no SHA-256');
    hashes.set(path, sha256);
  }
  return { ...facts, items: hashes };
}

function isDocument(
  facts: Readonly<Record<string, unknown>>,
): facts is Readonly<Record<string, unknown>> & ManifestDocument {
  const { origin, archive, types, claims, errors = [], warnings = [], contentBytes = 0, previous } = facts;
  const areTexts = (record: Readonly<Record<string, unknown>>, ...keys: readonly string[]) =>
    keys.every((key) => typeof record[key] === 'string');
  return (
    areTexts(facts, 'backup', 'version', 'clusterVersion', 'startedAt', 'expiresAt') &&
    isRecord(origin) &&
    areTexts(origin, 'runId', 'clusterName', 'clusterUid', 'scheduledFor') &&
    isRecord(archive) &&
    areTexts(archive, 'file', 'sha256') &&
    Number.isSafeInteger(archive['items']) &&
    Number.isSafeInteger(archive['bytes']) &&
    (claims === undefined || isRecord(claims)) &&
    Number.isSafeInteger(contentBytes) &&
    (previous === undefined || (isRecord(previous) && areTexts(previous, 'backup', 'manifestSha256'))) &&
    [types, errors, warnings].every(Array.isArray)
  );
}

function malformed(reason: string): RunError {
  return new RunError('archive-unreadable', `Cannot read the manifest: ${reason}`);
}
