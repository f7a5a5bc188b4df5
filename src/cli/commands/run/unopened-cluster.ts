import type { Cluster } from '../../../kube/cluster.ts';

/**
 * What stands for a cluster that could not be opened: whatever is asked of it fails for the reason why. So a run begins
 * without its cluster too, and ends as every other run does: status file and termination message say what was wrong.
 */
export function unopenedCluster(reason: Error): Cluster {
  const refuse = async (): Promise<never> => {
    throw reason;
  };
  return {
    server: '',
    defaultNamespace: '',
    version: refuse,
    discover: refuse,
    list: () => {
      throw reason;
    },
    listObjects: refuse,
    read: refuse,
    create: refuse,
    write: refuse,
    amend: refuse,
    readBytes: refuse,
    update: refuse,
    patch: refuse,
    delete: refuse,
    exec: refuse,
    readLog: () => {
      throw reason;
    },
    mayI: refuse,
    rules: refuse,
    close: async () => {},
  };
}
