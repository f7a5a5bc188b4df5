import type { RunContext } from '../base/context.ts';
import type { Cluster } from './cluster.ts';
import { locateCluster, ownSurroundings, type ClusterChoice, type Surroundings } from './connect/locate.ts';
import { proxyFor } from './connect/proxy.ts';
import { KubeCluster } from './kube-cluster.ts';
import { Transport, type TransportLimits } from './transport/transport.ts';

/** Which cluster to open, and how many requests may be under way at once. */
export interface OpenClusterOptions extends ClusterChoice {
  /** By default 8 pages of lists, and 16 other requests that become at most 32 while all goes well. */
  readonly limits?: Partial<TransportLimits>;
  /** Where to look for what was not named; by default this process's environment and home. */
  readonly surroundings?: Surroundings;
  /** Told every token and password before it is used, each time one is read or handed out: nothing may show it. */
  readonly onSecret?: (secret: string) => void;
}

/** Measured: 32 writes under way are 22 times as fast as one, and beyond them the server is the limit. */
const DEFAULT_LIMITS: TransportLimits = { lists: 8, others: 32, othersAtStart: 16 };

/**
 * Opens the cluster that is meant, without asking it anything yet. Throws `usage` where it cannot be told which one,
 * and `permission-denied` or `tls-untrusted` later, with the first request.
 */
export function openCluster(ctx: RunContext, options: OpenClusterOptions = {}): Cluster {
  const surroundings = options.surroundings ?? ownSurroundings();
  const target = locateCluster(options, surroundings);
  const proxy = target.proxyUrl ?? proxyFor(target.server, surroundings.environment);
  if (target.insecureSkipTlsVerify) {
    ctx.log.warn(
      { code: 'tls-not-verified', server: target.server },
      'the certificate of the API server is not verified',
    );
  }
  const transport = new Transport(target, proxy, { ...DEFAULT_LIMITS, ...options.limits }, options.onSecret);
  return new KubeCluster(transport, target.namespace);
}
