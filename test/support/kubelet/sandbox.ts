import { existsSync, lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runProgram } from '../cluster/run-program.ts';

/** A host path that a container sees, at the same or another place. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** What a container is made of. */
export interface Sandbox {
  /** Scratch folder of the container, on the host. */
  readonly directory: string;
  readonly mounts: readonly Mount[];
  readonly isRootReadOnly: boolean;
  readonly user: number | undefined;
  readonly group: number | undefined;
  /** Further group, as `fsGroup` gives it. */
  readonly extraGroup: number | undefined;
  readonly workingDirectory: string;
  readonly command: readonly string[];
}

/** What any program needs of an operating system; whatever else the host has is not seen. */
const SYSTEM = [
  ['/', 'bin', 'sbin', 'lib', 'lib32', 'lib64', 'usr', 'nix', 'proc'],
  ['/etc/', 'ssl', 'pki', 'hosts', 'resolv.conf', 'nsswitch.conf', 'ld.so.cache', 'passwd', 'group', 'localtime'],
  ['/dev/', 'null', 'zero', 'full', 'random', 'urandom'],
].flatMap(([folder = '', ...names]) => names.map((name) => folder + name));

/**
 * Writes a script that becomes the container's process: in a mount namespace of its own, with a fresh root that holds
 * the mounts and nothing else of the host, as the user the Pod names. Returns the command that runs it; the process
 * that it starts is the container's first process itself, so signals and exit codes are its own.
 *
 * Without root a user namespace is used, in which the process is root whatever the Pod says.
 */
export async function writeSandbox(sandbox: Sandbox): Promise<readonly string[]> {
  await assertNamespaces();
  const root = join(sandbox.directory, 'root');
  await mkdir(root, { recursive: true });
  const links = SYSTEM.filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink());
  const system = SYSTEM.filter((path) => !links.includes(path) && existsSync(path));
  const mounts = [
    ...system.map((path) => ({ source: path, target: path, readOnly: isOrdinary(path) })),
    ...sandbox.mounts,
  ];
  const script = [
    'set -e',
    `mount -t tmpfs -o mode=0755 tmpfs ${quote(root)}`,
    `mkdir ${quote(`${root}/tmp`)} ${quote(`${root}/etc`)} ${quote(`${root}/dev`)}`,
    `chmod 1777 ${quote(`${root}/tmp`)}`,
    `ln -s /proc/self/fd ${quote(`${root}/dev/fd`)}`,
    ...links.map((path) => `ln -s ${quote(readlinkSync(path))} ${quote(root + path)}`),
    ...mounts.toSorted((a, b) => a.target.length - b.target.length).map((mount) => bind(root, mount)),
    ...(sandbox.isRootReadOnly ? [`mount -o remount,bind,ro ${quote(root)}`] : []),
    [
      'exec chroot',
      ...userFlags(sandbox),
      ...[root, 'env', '-C', sandbox.workingDirectory, ...sandbox.command].map(quote),
    ].join(' '),
  ];
  const file = join(sandbox.directory, 'start.sh');
  await writeFile(file, `${script.join('\n')}\n`);
  return ['unshare', ...namespaceFlags(), '--', '/bin/sh', file];
}

/** The folder that holds a program with what belongs to it, links resolved: `/opt/node` for `/opt/node/bin/node`. */
export function programFolder(executable: string): string {
  return join(realpathSync(executable), '..', '..');
}

const isRoot = (): boolean => process.getuid?.() === 0;

function namespaceFlags(): string[] {
  return isRoot() ? ['--mount'] : ['--mount', '--user', '--map-root-user'];
}

function userFlags({ user, group, extraGroup }: Sandbox): string[] {
  if (user === undefined || !isRoot()) return [];
  return [`--userspec=${user}:${group ?? 0}`, `--groups=${extraGroup ?? ''}`];
}

function bind(root: string, { source, target, readOnly }: Mount): string {
  const at = quote(root + target);
  const make = statSync(source).isDirectory()
    ? `mkdir -p ${at}`
    : `mkdir -p ${quote(dirname(root + target))}; : >>${at}`;
  return `${make}; mount -o ${readOnly ? 'rbind,ro' : 'rbind'} ${quote(source)} ${at}`;
}

function isOrdinary(path: string): boolean {
  return path !== '/proc' && !path.startsWith('/dev/');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

let namespacesWork: Promise<void> | undefined;

function assertNamespaces(): Promise<void> {
  namespacesWork ??= (async () => {
    const { code, stderr } = await runProgram('unshare', [...namespaceFlags(), '--', 'true']);
    if (code === 0) return;
    throw new Error(
      `The kubelet stand-in needs mount namespaces (unshare of util-linux, on Linux): ${stderr.trim()}\n` +
        'Run the tests as root, in a container with CAP_SYS_ADMIN, or where users may make user namespaces.',
    );
  })();
  return namespacesWork;
}
