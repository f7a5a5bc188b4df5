import { createHash } from 'node:crypto';
import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import type { RunResult } from '../../../src/domain/result/result.ts';
import type { Place } from './world.ts';

/** Every file of a place with the SHA-256 of its bytes, hidden ones too: what is the same before and after was left alone. */
export function objectsIn(place: Place, under = ''): Readonly<Record<string, string>> {
  const folder = join(place.directory, under);
  const found = existsSync(folder) ? readdirSync(folder, { encoding: 'utf8', recursive: true }) : [];
  const files = found.map((name) => join(under, name)).filter((name) => statSync(join(place.directory, name)).isFile());
  return Object.fromEntries(files.toSorted().map((name) => [name, sha256(readFileSync(join(place.directory, name)))]));
}

/** Names of the folders in `backups/` that hold anything. */
export function backupFolders(place: Place): string[] {
  const keys = Object.keys(objectsIn(place, 'backups'));
  return [...new Set(keys.map((key) => key.split('/')[1] ?? ''))];
}

/** Names of the backups that exist. */
export function committedBackups(place: Place): string[] {
  return backupFolders(place).filter((name) =>
    existsSync(join(place.directory, 'backups', name, 'velero-backup.json')),
  );
}

/** The records of finished runs in a place. */
export function runRecords(place: Place): RunResult[] {
  const keys = Object.keys(objectsIn(place)).filter((key) => key.startsWith('metadata/lifeboat/runs/'));
  return keys.map((key) => JSON.parse(readFileSync(join(place.directory, key), 'utf8')) as RunResult);
}

/** A committed backup, read with other parts than those that wrote it, and proved while it is read. */
export interface StoredBackup {
  readonly name: string;
  /** Names of the objects in its folder, without those parts that are its own name. */
  readonly files: readonly string[];
  /** `velero-backup.json`. */
  readonly document: VeleroBackup;
  readonly manifest: StoredManifest;
  readonly claim: Readonly<Record<string, unknown>>;
  /** Bytes of every item, as text, by `configmaps/shop/settings` or `namespaces/shop`; with `@v1beta1` in other versions. */
  readonly items: ReadonlyMap<string, string>;
  /** What a Velero server restores, where that is another document than the item. */
  readonly forVelero: ReadonlyMap<string, string>;
  /** An unpacked side file: `logs`, `results`, `resource-list`, … */
  readonly side: (file: string) => string;
}

interface VeleroBackup {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
}

interface StoredManifest {
  readonly items: Readonly<Record<string, string>>;
  readonly origin: Readonly<Record<string, unknown>>;
  readonly types: readonly { readonly type: string; readonly resourceVersion: string; readonly listedAt: string }[];
  readonly archive: { readonly sha256: string; readonly bytes: number; readonly items: number };
  readonly previous?: { readonly backup: string; readonly manifestSha256: string };
}

/**
 * Reads a backup and throws where its parts disagree: hashes of archive, manifest and items, the second copy of each
 * item, and the counts.
 */
export async function readBackup(place: Place, name: string): Promise<StoredBackup> {
  const folder = join(place.directory, 'backups', name);
  const read = (file: string) => readFileSync(join(folder, file));
  const document = JSON.parse(read('velero-backup.json').toString()) as VeleroBackup;
  const marks = document.metadata.annotations;
  const archive = read(`${name}.tar.gz`);
  const manifestFile = read(`${name}-manifest.json.gz`);
  const manifest = JSON.parse(gunzipSync(manifestFile).toString()) as StoredManifest;
  const entries = await untar(gunzipSync(archive));
  agree(`${name}: SHA-256 of the archive`, sha256(archive), marks['lifeboat.dev/archive-sha256']);
  agree(`${name}: SHA-256 of the archive in the manifest`, sha256(archive), manifest.archive.sha256);
  agree(`${name}: SHA-256 of the manifest`, sha256(manifestFile), marks['lifeboat.dev/manifest-sha256']);
  const { items, forVelero } = provenItems(entries, manifest);
  agree(`${name}: count of items`, items.size, manifest.archive.items);
  return {
    name,
    files: globSync('*', { cwd: folder })
      .map((file) => file.replace(name, ''))
      .toSorted(),
    document,
    manifest,
    claim: JSON.parse(read(`${name}-claim.json`).toString()) as Readonly<Record<string, unknown>>,
    items,
    forVelero,
    side: (file) => gunzipSync(read(globSync(`${name}-${file}*`, { cwd: folder })[0] ?? file)).toString(),
  };
}

async function untar(tar: Buffer): Promise<ReadonlyMap<string, string>> {
  const entries = new Map<string, string>();
  for await (const entry of Readable.from([tar]).pipe(extract())) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    entries.set(entry.header.name, Buffer.concat(chunks).toString());
  }
  return entries;
}

/**
 * The items by type, namespace and name; every one of them is in the manifest, and has its like second copy, where the
 * manifest does not name a copy of its version: that of the preferred one, since the first is another document, or that
 * of another version, which stands alone.
 */
function provenItems(
  entries: ReadonlyMap<string, string>,
  { items: hashes }: StoredManifest,
): Pick<StoredBackup, 'items' | 'forVelero'> {
  const items = new Map<string, string>();
  const forVelero = new Map<string, string>();
  const copies = Map.groupBy(entries.keys(), (path) => placeOf(path).key);
  for (const [path, sum] of Object.entries(hashes)) {
    const body = entries.get(path);
    if (body === undefined) throw new Error(`${path} is in the manifest and not in the archive`);
    agree(`SHA-256 of ${path}`, sha256(body), sum);
    const { key, isMain, isAlone } = placeOf(path);
    items.set(key, body);
    const [other, ...more] = (copies.get(key) ?? []).filter((copy) => copy !== path).map((copy) => entries.get(copy));
    agree(`copies of ${path}`, more.length + Number(other !== undefined), isAlone ? 0 : 1);
    if (isMain) agree(`the second copy of ${path}`, other, body);
    else if (other !== undefined) forVelero.set(key, other);
  }
  const alone = Object.keys(hashes).filter((path) => placeOf(path).isAlone).length;
  agree('count of entries', entries.size, 2 * items.size - alone + 1);
  return { items, forVelero };
}

/** `configmaps/shop/settings` for both copies: `resources/configmaps/(v1-preferredversion/)namespaces/shop/settings.json`. */
function placeOf(path: string): { readonly key: string; readonly isMain: boolean; readonly isAlone: boolean } {
  const [, type = '', ...rest] = path.replace(/\.json$/, '').split('/');
  const isMain = rest[0] === 'namespaces' || rest[0] === 'cluster';
  const [, ...names] = isMain ? rest : rest.slice(1);
  const isAlone = !isMain && rest[0]?.endsWith('-preferredversion') !== true;
  return { key: [type, ...names].join('/') + (isAlone ? `@${rest[0]}` : ''), isMain, isAlone };
}

function agree(what: string, found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`${what}: found ${String(found)}, wanted ${String(wanted)}`);
}

function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
