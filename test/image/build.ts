/** Builds the image of this checkout as the Dockerfile says, without a daemon and without pulling; `npm run test:image`. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBase } from './base.ts';
import { CACHE, call, requireTools, STORAGE } from './tools.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Checkouts do not take each other's image. */
const TAG = createHash('sha256').update(ROOT).digest('hex').slice(0, 12);

/** The image under test. */
export const IMAGE = `localhost/lifeboat-test:${TAG}`;

/** What a build came to. */
export interface BuiltImage {
  /** Digest of the image's configuration, and with it of every layer. */
  readonly id: string;
}

/** Builds it from `dist/`, which stands for the first stage; `dist/` must be there. */
export function buildImage(name: string): BuiltImage {
  requireTools();
  const base = makeBase();
  const context = join(CACHE, `context-${process.pid}`);
  const idFile = join(context, 'id');
  const idOf = (): string =>
    call('buildah', ['images', ...STORAGE, '--quiet', '--no-trunc', '--filter', `reference=${name}`]);
  const previous = idOf().trim();
  try {
    // What the first stage leaves behind, at the same paths.
    for (const path of ['dist', 'bundle', 'LICENSE'])
      cpSync(join(ROOT, path), join(context, 'src', path), { recursive: true });
    call('buildah', [
      'bud',
      ...STORAGE,
      ...FLAGS,
      ...argsOf({ RUNTIME: base, VERSION: version() }),
      `--build-context=build=${context}`,
      '--iidfile',
      idFile,
      '--tag',
      name,
      ROOT,
    ]);
    const id = readFileSync(idFile, 'utf8').trim();
    if (previous !== '' && previous !== id) call('buildah', ['rmi', ...STORAGE, previous]);
    return { id };
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

const FLAGS = ['--isolation', 'chroot', '--no-cache', '--timestamp', '0', '--pull-never'];

function argsOf(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(([name, value]) => `--build-arg=${name}=${value}`);
}

/** The version that package.json says. */
export function version(): string {
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Writes the image as a registry would get it, and returns its manifest's digest and the bytes of its layers. */
export function packImage(name: string): { readonly digest: string; readonly bytes: number } {
  const folder = join(CACHE, `packed-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    call('buildah', ['push', ...STORAGE, '--quiet', name, `oci:${folder}/layout`]);
    const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, 'layout', path), 'utf8'));
    const { manifests } = read('index.json') as { manifests: [{ digest: string }] };
    const { digest } = manifests[0];
    const { layers } = read(`blobs/${digest.replace(':', '/')}`) as { layers: readonly { size: number }[] };
    return { digest, bytes: layers.reduce((sum, { size }) => sum + size, 0) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const { id } = buildImage(IMAGE);
  console.log(`${IMAGE}: ${id}`);
}
