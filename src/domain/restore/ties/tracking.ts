import { withoutAt } from '../../json/edit.ts';
import { type JsonObject, textAt } from '../../json/exact-json.ts';
import type { ItemRef } from '../../item.ts';
import { formatGroupResource } from '../../resource.ts';
import type { RestorePolicy } from '../policy.ts';

/**
 * Labels by which Argo CD (an older way of its) and Flux's controllers know their objects. The label
 * `app.kubernetes.io/instance`, which Argo CD may use too, is none of these: charts select Pods by it, and without it a
 * Service would find none.
 */
const LABELS: readonly string[] = [
  'argocd.argoproj.io/instance',
  'kustomize.toolkit.fluxcd.io/name',
  'kustomize.toolkit.fluxcd.io/namespace',
  'helm.toolkit.fluxcd.io/name',
  'helm.toolkit.fluxcd.io/namespace',
];

const ANNOTATIONS: readonly string[] = ['argocd.argoproj.io/tracking-id', 'argocd.argoproj.io/installation-id'];

/** What Helm writes on each object of a release. */
const RELEASE: readonly string[] = ['meta.helm.sh/release-name', 'meta.helm.sh/release-namespace'];

const MANAGED_BY = 'app.kubernetes.io/managed-by';

/**
 * The object without what marks it as an application's of Argo CD, Flux or Helm. Helm's label goes only where its
 * annotations are: Pods have the label from a template, and may be selected by it.
 */
export function withoutTracking(object: JsonObject): JsonObject {
  const isOfRelease = textAt(object, 'metadata', 'annotations', RELEASE[0]!) !== undefined;
  const isHelms = isOfRelease && textAt(object, 'metadata', 'labels', MANAGED_BY) === 'Helm';
  const labels = isHelms ? [...LABELS, MANAGED_BY] : LABELS;
  const unlabelled = withoutAt(object, ['metadata', 'labels'], labels);
  return withoutAt(unlabelled, ['metadata', 'annotations'], [...ANNOTATIONS, ...RELEASE]);
}

/**
 * Whether an object loses its marks: every one, none, or only copies, which are objects in a namespace that another one
 * is mapped to, and that Namespace. `ref` names the object in the archive or in the cluster; `target` is where it goes.
 */
export function losesTracking(
  { gitOpsTracking, namespaceMapping }: Pick<RestorePolicy, 'gitOpsTracking' | 'namespaceMapping'>,
  ref: ItemRef,
  target: string | undefined,
): boolean {
  if (gitOpsTracking !== 'StripFromCopies') return gitOpsTracking === 'Strip';
  const isNamespace = formatGroupResource(ref) === 'namespaces';
  const place = isNamespace ? (namespaceMapping.get(ref.name) ?? ref.name) : target;
  return [...namespaceMapping].some(([source, mapped]) => mapped === place && source !== mapped);
}
