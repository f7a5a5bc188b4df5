import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { request } from 'undici';
import { requireProgram } from '../control-plane/programs.ts';
import { flags } from './cluster/flags.ts';
import { freePorts } from './cluster/free-ports.ts';
import { ProcessGroup } from './cluster/process-group.ts';

/** A real S3 gateway over a directory, gone with `await using`. Path-style addresses only. */
export interface StorageRig extends AsyncDisposable {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Folders in it are buckets, files in those are objects: tests may look, and break things, behind the gateway's back. */
  readonly root: string;
  /** Makes a bucket, by default under a fresh name, and returns the name. */
  bucket(name?: string): Promise<string>;
}

/**
 * Starts versitygw on a free loopback port. What to know of it: `If-None-Match` is looked up before the write, so
 * conditional puts are not atomic; a request without `x-amz-content-sha256` is refused; `.vgwlocks` appears in the root.
 */
export async function startStorageRig(): Promise<StorageRig> {
  const processes = new ProcessGroup('storage');
  try {
    return await start(processes);
  } catch (error) {
    await processes[Symbol.asyncDispose]();
    throw error;
  }
}

async function start(processes: ProcessGroup): Promise<StorageRig> {
  const [port = 0] = await freePorts(1);
  const endpoint = `http://127.0.0.1:${port}`;
  const region = 'us-east-1';
  const [accessKeyId, secretAccessKey] = ['test-access-key', randomBytes(16).toString('hex')];
  // Its check that metadata is not kept below the root compares text: no path may begin with the other.
  const [root, metadata] = [processes.path('buckets'), processes.path('metadata')];
  for (const directory of [root, metadata]) mkdirSync(directory);
  const args = flags({ access: accessKeyId, secret: secretAccessKey, region, port: `127.0.0.1:${port}`, quiet: true });
  processes.start('versitygw', requireProgram('versitygw'), [...args, 'posix', '--sidecar', metadata, root]);
  await processes.waitUntil('versitygw answers', () => answers(endpoint));
  return {
    endpoint,
    region,
    accessKeyId,
    secretAccessKey,
    root,
    async bucket(name = `bucket-${randomBytes(4).toString('hex')}`) {
      await mkdir(`${root}/${name}`, { recursive: true });
      return name;
    },
    [Symbol.asyncDispose]: () => processes[Symbol.asyncDispose](),
  };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const { body } = await request(endpoint);
    await body.dump();
    return true; // also a refusal is an answer
  } catch {
    return false; // not listening yet
  }
}
