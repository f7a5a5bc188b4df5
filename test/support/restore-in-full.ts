import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_TIMINGS } from '../../src/base/context.ts';
import type { RunResult } from '../../src/domain/result/result.ts';
import { lifeboat } from './cli-rig.ts';
import { RunClock } from './whole-run/run-clock.ts';

/** How a restore ended. */
export interface PerformedRestore {
  readonly exitCode: number;
  readonly stderr: string;
  readonly result: RunResult;
}

/** A restore to be performed. */
export interface WantedRestore {
  readonly name: string;
  /** Fields of a RestorePolicy beside those that hold nothing back. */
  readonly spec: object;
  /** Folder that is the storage location. */
  readonly root: string;
  /** ConfigMaps that stand beside the policy. */
  readonly manifests?: readonly object[];
}

/** What is held back unless somebody asks for it. */
const NOTHING_HELD_BACK = { emptyVolumes: 'Allow', allowKinds: ['*'], allowNamespaces: ['*'] };

/** Applies a RestorePolicy that holds nothing back, with real time, outside a Job. */
export async function restoreInFull(
  { name, spec, root, manifests = [] }: WantedRestore,
  kubeconfig: string,
): Promise<PerformedRestore> {
  const folder = mkdtempSync(join(tmpdir(), 'lifeboat-restore-'));
  try {
    const [kubeconfigFile, policies] = [join(folder, 'kubeconfig'), join(folder, 'policies.yaml')];
    writeFileSync(kubeconfigFile, kubeconfig, { mode: 0o600 });
    const document = (kind: string, called: string, of: object) =>
      JSON.stringify({ apiVersion: 'lifeboat.dev/v1alpha1', kind, metadata: { name: called }, spec: of });
    const documents = [
      document('StorageLocation', 'location', { filesystem: { path: root } }),
      document('RestorePolicy', name, { ...spec, storageLocation: 'location', mode: 'Apply', ...NOTHING_HELD_BACK }),
      ...manifests.map((manifest) => JSON.stringify(manifest)),
    ];
    writeFileSync(policies, documents.join('\n---\n'));
    // Nothing runs in these clusters: a hook's Pod is waited for in no time.
    const clock = new RunClock(new Date(), [DEFAULT_TIMINGS.hookPollEveryMs]);
    const flags = ['--policies', policies, '--kubeconfig', kubeconfigFile, '--yes', '--output=json', '--quiet'];
    const { exitCode, stdout, stderr } = await lifeboat(['run', name, ...flags], { cwd: folder, clock });
    return { exitCode, stderr, result: JSON.parse(stdout) as RunResult };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
