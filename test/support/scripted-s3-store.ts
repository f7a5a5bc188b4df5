import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { S3Location } from '../../src/domain/storage-location.ts';
import { S3ObjectStore } from '../../src/storage/s3.ts';
import { aContext, type TestContext } from './context.ts';
import { ScriptedS3, type ServerOptions } from './scripted-s3.ts';

/** By default no connection is given up, however slow the machine is. */
const STALL_MS = 30_000;

/** An S3 store whose server does what the test says, with credentials from a file that the test may replace. */
export interface ScriptedStore extends AsyncDisposable {
  readonly s3: ScriptedS3;
  readonly store: S3ObjectStore;
  readonly credentialsFile: string;
}

/** The text of a credentials file with one pair of keys, and a session token where one is given. */
export function credentialsText(secretAccessKey: string, sessionToken?: string): string {
  const token = sessionToken === undefined ? '' : `aws_session_token = ${sessionToken}\n`;
  return `[default]\naws_access_key_id = test-access-key\naws_secret_access_key = ${secretAccessKey}\n${token}`;
}

/** A scripted store and a context, both anew for each test of the file or suite that makes the rig. */
export interface ScriptedStoreRig extends Omit<ScriptedStore, typeof Symbol.asyncDispose> {
  readonly ctx: TestContext;
  /** The text of an object as the server holds it; undefined where there is none. */
  stored(key: string): string | undefined;
  /** Starts anew, with another server than tests have by default. */
  reopen(...options: Parameters<typeof openScriptedStore>): Promise<void>;
}

/** Makes the rig, and is rid of its servers. */
export function scriptedStoreRig(): ScriptedStoreRig {
  let ctx: TestContext;
  let opened: ScriptedStore;

  beforeEach(async () => {
    ctx = aContext();
    opened = await openScriptedStore();
  });

  afterEach(() => opened[Symbol.asyncDispose]());

  return {
    get ctx() {
      return ctx;
    },
    get s3() {
      return opened.s3;
    },
    get store() {
      return opened.store;
    },
    get credentialsFile() {
      return opened.credentialsFile;
    },
    stored: (key) => opened.s3.content.objects.get(key)?.body.toString(),
    reopen: async (...options) => {
      await opened[Symbol.asyncDispose]();
      opened = await openScriptedStore(...options);
    },
  };
}

/** Starts a scripted server and opens a store on it; `stallMs` is how long a silent connection is waited for. */
export async function openScriptedStore(
  overrides: Partial<S3Location> = {},
  { stallMs = STALL_MS, ...options }: ServerOptions & { readonly stallMs?: number } = {},
): Promise<ScriptedStore> {
  const folder = await mkdtemp(join(tmpdir(), 'lifeboat-scripted-s3-'));
  const credentialsFile = join(folder, 'cloud');
  await writeFile(credentialsFile, credentialsText('test-secret'), { mode: 0o600 });
  const s3 = await ScriptedS3.start(options);
  const location = s3.location({ credentialsFile, ...overrides });
  const store = await S3ObjectStore.open(location, { env: {}, timings: { stallMs } });
  return {
    s3,
    store,
    credentialsFile,
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await s3[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
