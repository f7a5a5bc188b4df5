import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { installDebian } from '../support/install-debian.ts';

/** What builds and runs images here without a daemon, called like the Debian packages that bring it. */
const TOOLS = ['buildah', 'podman', 'runc'] as const;

/** Where inputs and images are kept, outside the checkout, beside the binaries of the cluster suite. */
export const CACHE = join(process.env['LIFEBOAT_TEST_CACHE'] ?? join(homedir(), '.cache', 'lifeboat-test'), 'image');

/** Images of these tests are kept apart from the user's own; podman wants the second path short. */
export const STORAGE: readonly string[] = ['--root', join(CACHE, 'storage'), '--runroot', '/run/lifeboat-test-image'];

/** Podman's own limits may be above those of this process; a manager of cgroups beside runc is not needed. */
const CONTAINERS_CONF = `[containers]
default_ulimits = ["nofile=1024:4096", "nproc=4096:4096"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
runtime = "runc"
`;

/** Environment of every call of buildah and podman. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  mkdirSync(CACHE, { recursive: true });
  const file = join(CACHE, 'containers.conf');
  writeFileSync(file, CONTAINERS_CONF);
  return { STORAGE_DRIVER: 'overlay', ...process.env, CONTAINERS_CONF: file, TMPDIR: CACHE };
}

/** Installs what is missing where that is possible; else fails with a hint. */
export function requireTools(): void {
  installDebian(TOOLS);
}

/** Runs a program to its end and returns what it printed; throws with what it said when it fails. */
export function call(program: string, args: readonly string[], cwd?: string): string {
  const env = toolEnvironment();
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 1e8 });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stderr}${stdout}`);
  return stdout;
}
