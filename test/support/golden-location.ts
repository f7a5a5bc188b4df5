import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const GOLDEN = fileURLToPath(new URL('../golden/velero-1.18.3', import.meta.url));

/** A folder that is a storage location; gone when it is disposed. */
export interface FolderLocation extends Disposable {
  readonly root: string;
}

/** The backups that a real Velero made, laid out as a storage location in a folder of their own. */
export function goldenLocation(): FolderLocation {
  const root = mkdtempSync(join(tmpdir(), 'lifeboat-golden-'));
  for (const name of readdirSync(GOLDEN)) {
    const archive = join(GOLDEN, name, 'archive');
    if (existsSync(archive)) cpSync(archive, join(root, 'backups', name), { recursive: true });
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true }) };
}
