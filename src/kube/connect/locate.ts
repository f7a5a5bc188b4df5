import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { RunError } from '../../domain/problem.ts';
import { inClusterTarget } from './in-cluster.ts';
import { kubeconfigTarget } from './kubeconfig.ts';
import type { ClusterTarget } from './target.ts';

/** Which cluster is meant; without any of it, the one that the surroundings name. */
export interface ClusterChoice {
  /** A kubeconfig file; several as in KUBECONFIG. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** The user to act as; the server checks the right to impersonate. */
  readonly as?: string | undefined;
}

/** What surroundings are looked at. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Holds `.kube/config`. */
  readonly home: string;
  /** Another place for the ServiceAccount than the kubelet's. */
  readonly serviceAccountDirectory?: string;
}

/** The surroundings of this process. */
export function ownSurroundings(): Surroundings {
  return { environment: process.env, home: homedir() };
}

/**
 * Finds the API server: the kubeconfig that was named (the option, then KUBECONFIG); in a Pod, its own cluster;
 * else `~/.kube/config`. Throws `usage` where there is none.
 */
export function locateCluster(choice: ClusterChoice, surroundings: Surroundings): ClusterTarget {
  const target = findTarget(choice, surroundings);
  if (choice.as === undefined) return target;
  return { ...target, user: { ...target.user, impersonate: { user: choice.as, groups: [] } } };
}

function findTarget({ kubeconfig, context }: ClusterChoice, surroundings: Surroundings): ClusterTarget {
  const named = kubeconfig ?? surroundings.environment['KUBECONFIG'];
  if (named) return kubeconfigTarget(named, context);
  const own = inClusterTarget(surroundings.environment, surroundings.serviceAccountDirectory);
  if (own !== undefined && context === undefined) return own;
  const ofUser = join(surroundings.home, '.kube', 'config');
  if (existsSync(ofUser)) return kubeconfigTarget(ofUser, context);
  throw new RunError('usage', 'Cannot tell which cluster is meant', {
    hint: 'Name a kubeconfig with --kubeconfig or KUBECONFIG, or run in a Pod',
  });
}
