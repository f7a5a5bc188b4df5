import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { RunContext } from '../base/context.ts';
import type { DiagnosticCode } from '../domain/diagnostic.ts';
import { RunError } from '../domain/problem.ts';
import type { Cluster } from '../kube/cluster.ts';
import { readConfigMap } from './policies/config-map.ts';
import { readPath } from './policies/path.ts';
import { readStream } from './policies/stream.ts';
import type { CliIo } from './io.ts';

/** Where policies are looked for when nothing is said: the ConfigMap that the shipped manifests mount. */
export const DEFAULT_POLICIES = '/etc/lifeboat/policies';

/** One text with policies, as it was when it was read. */
export interface PolicyFile {
  /** For diagnostics: the path as given or found, `-`, `configmap:lifeboat/policies/nightly.yaml`. */
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}

/** A file that holds no readable text, and why. */
export interface UnreadableFile {
  readonly name: string;
  readonly code: Extract<DiagnosticCode, 'syntax' | 'too-large'>;
  readonly message: string;
}

/** Everything found at one source; read once, so that later changes cannot reach a run that has begun. */
export interface PolicySource {
  /** As results record it: the absolute path, `stdin`, `configmap:<namespace>/<name>`. */
  readonly source: string;
  readonly files: readonly PolicyFile[];
  /** Files that should hold policies and cannot be read as text: each is a problem of its own. */
  readonly unreadable: readonly UnreadableFile[];
  /** Files that are not taken for policies because of their names; for the hint when something is not found. */
  readonly ignored: readonly string[];
  /** Of the names and bytes of all files. */
  readonly sha256: string;
}

/** A source before its hash is taken. */
export type FoundFiles = Omit<PolicySource, 'sha256'>;

/** What reading a source may need beside the context. */
export interface SourceWorld {
  readonly io: Pick<CliIo, 'cwd' | 'stdin'>;
  /** Asked for `configmap:` only. */
  readonly openCluster: () => Promise<Cluster>;
}

/**
 * Reads policies from a directory, a file, `-` (standard input) or `configmap:<namespace>/<name>`. Throws
 * `policy-not-found` where there is nothing of that name, and `permission-denied` where it may not be read.
 */
export async function readPolicySource(ctx: RunContext, where: string, world: SourceWorld): Promise<PolicySource> {
  const found = await readFound(ctx, where, world);
  const hash = createHash('sha256');
  for (const { name, sha256 } of found.files) hash.update(`${sha256}  ${name}\n`);
  const [only, ...more] = found.files;
  return { ...found, sha256: only !== undefined && more.length === 0 ? only.sha256 : hash.digest('hex') };
}

async function readFound(ctx: RunContext, where: string, { io, openCluster }: SourceWorld): Promise<FoundFiles> {
  ctx.signal.throwIfAborted();
  if (where === '-') return readStream(io.stdin, ctx.signal);
  if (!where.startsWith('configmap:')) return readPath(join(...absolute(io.cwd, where)), where, ctx.signal);
  const [namespace, name, ...more] = where.slice('configmap:'.length).split('/');
  if (namespace === undefined || namespace === '' || name === undefined || name === '' || more.length > 0) {
    throw new RunError('usage', `${where} does not name a ConfigMap`, { hint: 'Write configmap:<namespace>/<name>.' });
  }
  return readConfigMap(ctx, await openCluster(), namespace, name);
}

function absolute(cwd: string, path: string): [string, ...string[]] {
  return path.startsWith('/') ? [path] : [cwd, path];
}
