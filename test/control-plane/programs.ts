import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * What suites run as plain processes: a control plane, its client, a tar reader written in Go, an S3 gateway, nodes that
 * run commands; and beside a real Velero server its object-store plugin.
 */
export type Program =
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kubectl'
  | 'tar-list'
  | 'versitygw'
  | 'kwok'
  | 'velero'
  | 'velero-plugin-for-aws';

/** One Go build: its binary, its module folder, the files that decide what comes out, the programs that the binary serves. */
export interface GoBuild {
  readonly binary: string;
  readonly module: string;
  readonly package: string;
  readonly sources: readonly string[];
  readonly programs: readonly Program[];
  readonly ldflags: string;
}

/** The Kubernetes release that go.mod pins; stamped into the binaries, which otherwise call themselves v0.0.0-master. */
export const KUBERNETES_VERSION = 'v1.36.3';

/** The Velero release that velero/go.mod pins; stamped into the binary, which otherwise has no version. */
export const VELERO_VERSION = 'v1.18.3';

/** The release of Velero's plugin for S3 that velero-plugin-for-aws/go.mod pins. */
export const VELERO_PLUGIN_VERSION = 'v1.14.3';

const here = import.meta.dirname;

/** What every suite with a real cluster needs, from modules pinned by go.sum. */
export const BUILDS: readonly GoBuild[] = [
  {
    binary: 'control-plane',
    module: here,
    package: '.',
    sources: ['go.mod', 'go.sum', 'main.go', 'tar-list.go'],
    programs: ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kubectl', 'tar-list'],
    ldflags: `-s -w ${versionStamps()}`,
  },
  {
    binary: 'versitygw',
    module: join(here, 'versitygw'),
    package: 'github.com/versity/versitygw/cmd/versitygw',
    sources: ['go.mod', 'go.sum'],
    programs: ['versitygw'],
    ldflags: '-s -w',
  },
  {
    binary: 'kwok',
    module: join(here, 'kwok'),
    package: 'sigs.k8s.io/kwok/cmd/kwok',
    sources: ['go.mod', 'go.sum'],
    programs: ['kwok'],
    ldflags: '-s -w',
  },
];

/** What the suites and the bench against a real Velero server need as well. */
export const VELERO_BUILDS: readonly GoBuild[] = [
  {
    binary: 'velero',
    module: join(here, 'velero'),
    package: 'github.com/vmware-tanzu/velero/cmd/velero',
    sources: ['go.mod', 'go.sum'],
    programs: ['velero'],
    ldflags: `-s -w -X github.com/vmware-tanzu/velero/pkg/buildinfo.Version=${VELERO_VERSION}`,
  },
  {
    binary: 'velero-plugin-for-aws',
    module: join(here, 'velero-plugin-for-aws'),
    package: 'github.com/vmware-tanzu/velero-plugin-for-aws/velero-plugin-for-aws',
    sources: ['go.mod', 'go.sum'],
    programs: ['velero-plugin-for-aws'],
    ldflags: '-s -w',
  },
];

/** Where a build's binary and the links to it are kept: outside the checkout, one folder for each state of its sources. */
export function buildDirectory(build: GoBuild): string {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch} ${build.package} ${build.ldflags}`);
  for (const source of build.sources) hash.update(readFileSync(join(build.module, source)));
  const cache = process.env['LIFEBOAT_TEST_CACHE'] ?? join(homedir(), '.cache', 'lifeboat-test');
  return join(cache, `${build.binary}-${hash.digest('hex').slice(0, 16)}`);
}

/** Where a program comes from: `KUBEBUILDER_ASSETS` where it holds one, as is the convention, else the build cache. */
export function locateProgram(program: Program): string {
  const assets = process.env['KUBEBUILDER_ASSETS'];
  if (assets !== undefined && existsSync(join(assets, program))) return join(assets, program);
  const build = [...BUILDS, ...VELERO_BUILDS].find(({ programs }) => programs.includes(program));
  if (build === undefined) throw new Error(`No build serves ${program}`);
  return join(buildDirectory(build), program);
}

/** Like `locateProgram`, for a test that is about to run it: a missing program fails with a hint and is never skipped. */
export function requireProgram(program: Program): string {
  const path = locateProgram(program);
  if (existsSync(path)) return path;
  const isVelero = VELERO_BUILDS.some(({ programs }) => programs.includes(program));
  throw new Error(
    `${program} is missing (looked for ${path}).\n` +
      `Build it with \`node test/control-plane/build.ts${isVelero ? ' velero' : ''}\` (needs Go, see test/README.md), ` +
      'or set KUBEBUILDER_ASSETS to a folder that holds it.',
  );
}

function versionStamps(): string {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(KUBERNETES_VERSION) ?? [];
  const values = { gitVersion: KUBERNETES_VERSION, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  return ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
    .flatMap((target) => Object.entries(values).map(([name, value]) => `-X ${target}.${name}=${value}`))
    .join(' ');
}
