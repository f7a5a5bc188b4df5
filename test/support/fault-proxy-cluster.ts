import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunContext } from '../../src/base/context.ts';
import type { Cluster } from '../../src/kube/cluster.ts';
import { openCluster, type OpenClusterOptions } from '../../src/kube/open.ts';
import type { FaultProxy } from './fault-proxy.ts';

/** A cluster whose kubeconfig lives in a folder of its own, where a test may put more files. */
export interface ProxiedCluster extends AsyncDisposable {
  readonly cluster: Cluster;
  /** Relative names in the kubeconfig start here. */
  readonly folder: string;
}

/** Opens the cluster that answers behind a proxy; `user` as in `FaultProxy.kubeconfig`. */
export function openThrough(
  ctx: RunContext,
  proxy: FaultProxy,
  options: Omit<OpenClusterOptions, 'kubeconfig'> & { user?: string; files?: Readonly<Record<string, string>> } = {},
): ProxiedCluster {
  const { user, files = {}, ...others } = options;
  const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  const kubeconfig = join(folder, 'config');
  writeFileSync(kubeconfig, proxy.kubeconfig(user));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content, { mode: 0o700 });
  const cluster = openCluster(ctx, { ...others, kubeconfig });
  return {
    cluster,
    folder,
    [Symbol.asyncDispose]: async () => {
      await cluster.close();
      rmSync(folder, { recursive: true });
    },
  };
}
