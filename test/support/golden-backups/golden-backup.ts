import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../api-server/objects/json.ts';
import { archivedObjects } from './archived-paths.ts';

const GOLDEN = fileURLToPath(new URL('../../golden/velero-1.18.3', import.meta.url));

/** A backup that a real Velero made of the recorded cluster, or refused to make. */
export interface GoldenBackup {
  readonly name: string;
  /** The Backup as it was asked for. */
  readonly request: JsonObject;
  /** Velero's phase at the end. */
  readonly phase: string;
  readonly validationErrors: readonly string[];
  /** What its archive holds, as `archivedObjects` names it; nothing of a backup that was refused. */
  readonly objects: readonly string[];
}

/** Reads a golden backup by its folder's name. */
export async function goldenBackup(name: string): Promise<GoldenBackup> {
  const document = (file: string) => JSON.parse(readFileSync(join(GOLDEN, name, file), 'utf8')) as JsonObject;
  const { phase, validationErrors = [] } = document('backup.json')['status'] as unknown as {
    readonly phase: string;
    readonly validationErrors?: readonly string[];
  };
  const archive = join(GOLDEN, name, 'archive', `${name}.tar.gz`);
  const objects = existsSync(archive) ? await archivedObjects(archive) : [];
  return { name, request: document('request.json'), phase, validationErrors, objects };
}
