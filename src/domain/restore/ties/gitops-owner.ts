import { type JsonObject, textAt } from '../../json/exact-json.ts';

/** The tool that keeps an object as a repository says, and what it calls the owner. */
export interface GitOpsOwner {
  readonly tool: 'Argo CD' | 'Flux' | 'Helm';
  /** `shop`, or `apps/shop` where the owner has a namespace. */
  readonly name: string;
}

/**
 * Who else writes this object: a restore that changes it is undone at the tool's next look, and one that makes it again
 * may have it pruned. Reads the marks that Argo CD (tracking annotation; its instance label of old, unless Helm or
 * somebody else set it), Flux (kustomize and Helm controllers) and Helm leave.
 */
export function ownedBy(object: JsonObject): GitOpsOwner | undefined {
  const label = (key: string) => textAt(object, 'metadata', 'labels', key);
  const annotation = (key: string) => textAt(object, 'metadata', 'annotations', key);
  const tracking = annotation('argocd.argoproj.io/tracking-id');
  if (tracking !== undefined) return { tool: 'Argo CD', name: tracking.split(':')[0]! };
  const instance = label('argocd.argoproj.io/instance');
  if (instance !== undefined) return { tool: 'Argo CD', name: instance };
  for (const controller of ['kustomize', 'helm']) {
    const name = label(`${controller}.toolkit.fluxcd.io/name`);
    const namespace = label(`${controller}.toolkit.fluxcd.io/namespace`);
    if (name !== undefined) return { tool: 'Flux', name: namespace === undefined ? name : `${namespace}/${name}` };
  }
  if (label('app.kubernetes.io/managed-by') !== 'Helm') return undefined;
  const release = annotation('meta.helm.sh/release-name');
  const namespace = annotation('meta.helm.sh/release-namespace');
  if (release === undefined) return undefined;
  return { tool: 'Helm', name: namespace === undefined ? release : `${namespace}/${release}` };
}

/** `Argo CD (shop)`: an owner in a sentence. */
export function formatOwner({ tool, name }: GitOpsOwner): string {
  return `${tool} (${name})`;
}
