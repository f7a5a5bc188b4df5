import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { RunError } from '../../domain/problem.ts';
import type { ClusterTarget } from './target.ts';

/** Where the kubelet mounts a Pod's ServiceAccount. */
export const SERVICE_ACCOUNT_DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The API server of the cluster whose Pod we are, as the kubelet's environment and the mounted ServiceAccount say;
 * undefined outside a Pod. Throws `permission-denied` in a Pod without a mounted ServiceAccount.
 */
export function inClusterTarget(
  environment: Readonly<Record<string, string | undefined>>,
  directory: string = SERVICE_ACCOUNT_DIRECTORY,
): ClusterTarget | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = environment;
  if (!host || !port) return undefined;
  return {
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    namespace: readNamespace(directory),
    ca: { file: join(directory, 'ca.crt') },
    insecureSkipTlsVerify: false,
    tlsServerName: undefined,
    proxyUrl: undefined,
    user: { tokenFile: join(directory, 'token') },
  };
}

function readNamespace(directory: string): string {
  try {
    return readFileSync(join(directory, 'namespace'), 'utf8').trim();
  } catch (cause) {
    throw new RunError('permission-denied', `Cannot read the ServiceAccount in ${directory}`, {
      hint: 'Mount a ServiceAccount token: set automountServiceAccountToken to true for the Pod',
      cause,
    });
  }
}
