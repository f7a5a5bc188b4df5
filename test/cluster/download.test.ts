import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../support/cluster/run-program.ts';
import { credentialsText } from '../support/scripted-s3-store.ts';
import { type StorageRig, startStorageRig } from '../support/storage-rig.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const GOLDEN = fileURLToPath(new URL('../golden/velero-1.18.3/full/archive', import.meta.url));
const ARCHIVE = readFileSync(join(GOLDEN, 'full.tar.gz'));

describe('a file of a backup in a real S3 gateway', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lifeboat-download-'));
  let rig: StorageRig;
  let where: string[];
  beforeAll(async () => {
    rig = await startStorageRig();
    const bucket = await rig.bucket();
    cpSync(GOLDEN, join(rig.root, bucket, 'cluster one', 'backups', 'full'), { recursive: true });
    writeFileSync(join(folder, 'cloud'), credentialsText(rig.secretAccessKey), { mode: 0o600 });
    const s3 = { bucket, prefix: 'cluster one', region: rig.region, endpoint: rig.endpoint, forcePathStyle: true };
    const location = {
      apiVersion: 'lifeboat.dev/v1alpha1',
      kind: 'StorageLocation',
      metadata: { name: 'main' },
      spec: { s3: { ...s3, credentialsFile: join(folder, 'cloud') } },
    };
    writeFileSync(join(folder, 'main.yaml'), JSON.stringify(location));
    where = ['--policies', join(folder, 'main.yaml')];
  });
  afterAll(async () => {
    await rig[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const lifeboat = (...words: readonly string[]) =>
    runProgram(process.execPath, [MAIN, 'download', 'full', ...words, ...where], { env: { HOME: folder } });

  it('is read by whoever has its link, and by nobody else', async () => {
    const { stdout, stderr, code } = await lifeboat('--url');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const answer = await fetch(stdout.trim());
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(ARCHIVE)).toBe(true);
    const forged = await fetch(stdout.trim().replace(/.$/, (digit) => (digit === '0' ? '1' : '0')));
    expect(forged.status).toBe(403);
    await forged.arrayBuffer();
  });

  it('is fetched into a file', async () => {
    const { code, stderr } = await lifeboat('--output', join(folder, 'full.tar.gz'));

    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'full.tar.gz')).equals(ARCHIVE)).toBe(true);
  });
});
