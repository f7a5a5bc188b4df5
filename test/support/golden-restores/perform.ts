import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import type { RunResult } from '../../../src/domain/result/result.ts';
import { lifeboat } from '../cli-rig.ts';
import { goldenLocation } from '../golden-location.ts';
import type { GoldenRestore } from './golden-restore.ts';

/** How our restore of a golden request ended. */
export interface PerformedRestore {
  readonly exitCode: number;
  readonly stderr: string;
  readonly result: RunResult;
}

/** What Velero does and we do only when asked to: a restore that holds nothing back. */
const NOTHING_HELD_BACK = { emptyVolumes: 'Allow', allowKinds: ['*'], allowNamespaces: ['*'] };

/** Restores what a golden request asks for, from the archive that Velero made, into a cluster. */
export async function performRestore({ name, spec }: GoldenRestore, kubeconfig: string): Promise<PerformedRestore> {
  using location = goldenLocation();
  const folder = mkdtempSync(join(tmpdir(), 'lifeboat-golden-restore-'));
  try {
    const [kubeconfigFile, policies] = [join(folder, 'kubeconfig'), join(folder, 'policies.yaml')];
    writeFileSync(kubeconfigFile, kubeconfig, { mode: 0o600 });
    const document = (kind: string, called: string, of: object) =>
      JSON.stringify({ apiVersion: 'lifeboat.dev/v1alpha1', kind, metadata: { name: called }, spec: of });
    const documents = [
      document('StorageLocation', 'golden', { filesystem: { path: location.root } }),
      document('RestorePolicy', name, { ...spec, storageLocation: 'golden', mode: 'Apply', ...NOTHING_HELD_BACK }),
    ];
    writeFileSync(policies, documents.join('\n---\n'));
    const flags = ['--policies', policies, '--kubeconfig', kubeconfigFile, '--yes', '--output=json', '--quiet'];
    const { exitCode, stdout, stderr } = await lifeboat(['run', name, ...flags], { cwd: folder, clock: systemClock });
    return { exitCode, stderr, result: JSON.parse(stdout) as RunResult };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
