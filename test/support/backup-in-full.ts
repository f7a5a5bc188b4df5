import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import type { RunResult } from '../../src/domain/result/result.ts';
import { archivedObjects } from './golden-backups/archived-paths.ts';
import { lifeboat } from './cli-rig.ts';

/** How a backup ended. */
export interface PerformedBackup {
  readonly exitCode: number;
  readonly stderr: string;
  /** Undefined where the run was refused before it began. */
  readonly result: RunResult | undefined;
  /** What the archive holds, as `archivedObjects` names it; nothing where there is none. */
  readonly objects: readonly string[];
}

/** Runs the policy of that name among the documents, with real time, outside a Job; the backup is read and then gone. */
export async function backUpInFull(
  documents: readonly object[],
  name: string,
  kubeconfig: string,
): Promise<PerformedBackup> {
  const folder = mkdtempSync(join(tmpdir(), 'lifeboat-backup-'));
  try {
    const [kubeconfigFile, policies] = [join(folder, 'kubeconfig'), join(folder, 'policies.yaml')];
    const root = join(folder, 'backups');
    const location = {
      apiVersion: 'lifeboat.dev/v1alpha1',
      kind: 'StorageLocation',
      metadata: { name: 'default' },
      spec: { filesystem: { path: root } },
    };
    writeFileSync(kubeconfigFile, kubeconfig, { mode: 0o600 });
    writeFileSync(policies, [location, ...documents].map((it) => JSON.stringify(it)).join('\n---\n'));
    const flags = ['--policies', policies, '--kubeconfig', kubeconfigFile, '--output=json', '--quiet'];
    const { exitCode, stdout, stderr } = await lifeboat(['run', name, ...flags], { cwd: folder, clock: systemClock });
    const result = stdout === '' ? undefined : (JSON.parse(stdout) as RunResult);
    const { committed = false, name: backup = '' } = result?.backup ?? {};
    const archive = join(root, 'backups', backup, `${backup}.tar.gz`);
    return { exitCode, stderr, result, objects: committed ? await archivedObjects(archive) : [] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
