import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  copyFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CACHE, call, STORAGE } from './tools.ts';

/** The C library and what else Node is linked to, trusted authorities, time zones: what distroless has, in other words. */
const PACKAGES = ['base-files', 'ca-certificates', 'libc6', 'libgcc-s1', 'libstdc++6', 'netbase', 'tzdata'];

/** What these packages bring that no process of the image reads. */
const UNUSED = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/locale',
  'usr/share/lintian',
  'usr/sbin',
  'usr/bin',
  'bin',
];

/**
 * Makes the base that stands for distroless, without pulling: Debian's packages and the pinned Node, at the same path.
 * Returns its name. Made once for each set of package versions and each Node.
 */
export function makeBase(): string {
  const packages = fetchPackages();
  const hash = createHash('sha256').update(process.version);
  for (const file of [...packages, import.meta.filename]) hash.update(readFileSync(file));
  const name = `localhost/lifeboat-test-base:${hash.digest('hex').slice(0, 16)}`;
  if (isImage(name)) return name;
  const root = join(CACHE, `root-${process.pid}`);
  try {
    layOut(root, packages);
    buildFrom(root, name);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return name;
}

function fetchPackages(): readonly string[] {
  const folder = join(CACHE, 'packages');
  const found = (): string[] => globSync('*.deb', { cwd: folder }).toSorted();
  const isWhole = (): boolean => PACKAGES.every((name) => found().some((file) => file.startsWith(`${name}_`)));
  if (!isWhole()) {
    const partial = `${folder}-${process.pid}`;
    mkdirSync(partial, { recursive: true });
    download(partial);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  }
  return found().map((file) => join(folder, file));
}

/** With fresh lists, where those of this machine are missing or name versions that are gone. */
function download(folder: string): void {
  try {
    call('apt-get', ['download', ...PACKAGES], folder);
  } catch (error) {
    if (process.getuid?.() !== 0) throw error;
    call('apt-get', ['update', '--quiet']);
    call('apt-get', ['download', ...PACKAGES], folder);
  }
}

function layOut(root: string, packages: readonly string[]): void {
  mkdirSync(root, { recursive: true });
  for (const file of packages) call('dpkg-deb', ['--extract', file, root]);
  for (const path of UNUSED) rmSync(join(root, path), { recursive: true, force: true });
  const authorities = globSync('usr/share/ca-certificates/mozilla/*.crt', { cwd: root }).toSorted();
  mkdirSync(join(root, 'etc/ssl/certs'), { recursive: true });
  const bundle = authorities.map((file) => readFileSync(join(root, file), 'utf8').trim()).join('\n');
  writeFileSync(join(root, 'etc/ssl/certs/ca-certificates.crt'), `${bundle}\n`);
  writeFileSync(
    join(root, 'etc/passwd'),
    'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
  );
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnonroot:x:65532:\n');
  mkdirSync(join(root, 'nodejs/bin'), { recursive: true });
  copyFileSync(process.execPath, join(root, 'nodejs/bin/node'));
}

function buildFrom(root: string, name: string): void {
  const file = join(CACHE, `base-${process.pid}.Dockerfile`);
  writeFileSync(file, 'FROM scratch\nCOPY . /\nUSER 65532:65532\n');
  try {
    call('buildah', ['bud', ...STORAGE, '--timestamp', '0', '--tag', name, '--file', file, root]);
  } finally {
    rmSync(file);
  }
}

function isImage(name: string): boolean {
  return existsSync(join(CACHE, 'storage')) && call('buildah', ['images', ...STORAGE, '--json']).includes(`"${name}"`);
}
