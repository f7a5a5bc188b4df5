import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunContext } from '../../src/base/context.ts';
import type { Cluster } from '../../src/kube/cluster.ts';
import { openCluster, type OpenClusterOptions } from '../../src/kube/open.ts';

/** A cluster whose kubeconfig lives in a folder of its own, where a test may put more files. */
export interface ProxiedCluster extends AsyncDisposable {
  readonly cluster: Cluster;
  /** Relative names in the kubeconfig start here. */
  readonly folder: string;
}

/** A server that is to be trusted by its authority. */
export interface TrustedServer {
  readonly url: string;
  readonly caPem: string;
}

/** What stands in the kubeconfig, in YAML flow style without the braces, and beside it. */
export interface KubeconfigOptions extends Omit<OpenClusterOptions, 'kubeconfig'> {
  /** Members of the user; by default a token. */
  readonly user?: string;
  /** Members of the cluster instead of its certificate authority. */
  readonly trust?: string;
  /** Files in the kubeconfig's folder; they may be run. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Opens the cluster that answers at a server, by a kubeconfig. */
export function openThrough(ctx: RunContext, server: TrustedServer, options: KubeconfigOptions = {}): ProxiedCluster {
  const { user, trust, files = {}, ...others } = options;
  const folder = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  const kubeconfig = join(folder, 'config');
  writeFileSync(kubeconfig, kubeconfigFor(server, { user, trust }));
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

/** The text of a kubeconfig whose context has the namespace `shop`. */
export function kubeconfigFor(
  { url, caPem }: TrustedServer,
  { user = 'token: from-the-test', trust }: { user?: string | undefined; trust?: string | undefined } = {},
): string {
  const ca = `certificate-authority-data: ${Buffer.from(caPem).toString('base64')}`;
  return `apiVersion: v1
kind: Config
current-context: test
contexts: [{name: test, context: {cluster: test, user: test, namespace: shop}}]
clusters: [{name: test, cluster: {server: "${url}", ${trust ?? ca}}}]
users: [{name: test, user: {${user}}}]
`;
}
