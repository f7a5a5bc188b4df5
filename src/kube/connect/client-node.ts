import { KubeConfig } from '@kubernetes/client-node';

/**
 * The one place that names the Kubernetes client, by name, so that a bundler can leave the rest of it out; imported
 * lazily, because most runs need nothing of it and it takes a fifth of a second and 50 MiB to load.
 */
export function newKubeConfig(): KubeConfig {
  return new KubeConfig();
}
