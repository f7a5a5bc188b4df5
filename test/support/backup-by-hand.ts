import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { startApiServer } from './api-server/api-server.ts';
import { lifeboat } from './cli-rig.ts';

/**
 * Backs up the namespace `shop` of a cluster that has these objects, and is gone afterwards: as `monday`, to `backups`
 * in the folder, which is returned.
 */
export async function backUpByHand(folder: string, ...objects: readonly object[]): Promise<string> {
  const backups = join(folder, 'backups');
  const kubeconfig = join(folder, 'kubeconfig');
  await using origin = await startApiServer();
  origin.seed(objects);
  writeFileSync(kubeconfig, origin.kubeconfig);
  const words = ['backup', '-n', 'shop', '--name', 'monday', '--to', backups, '--kubeconfig', kubeconfig];
  const { exitCode, stderr } = await lifeboat(words, { clock: systemClock });
  if (exitCode !== 0) throw new Error(stderr);
  return backups;
}
