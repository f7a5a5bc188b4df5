import { type JsonObject, textAt } from '../../json/exact-json.ts';
import type { GroupResource } from '../../resource.ts';
import { APPLICATIONS, HELM_RELEASES, KUSTOMIZATIONS } from './stoppable.ts';

/** An Application of Argo CD, or a Kustomization or HelmRelease of Flux. */
export interface Reconciler extends GroupResource {
  /** Undefined for an Application whose namespace its objects do not tell: that of its name is meant, wherever it is. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/**
 * Who keeps an object as a repository says, by the marks that it carries: the tracking annotation of Argo CD
 * (`<namespace>_<name>:…` where Applications may be in any namespace) or its instance label, and the labels of Flux's
 * two controllers. Helm itself does nothing by itself, and is not among them.
 */
export function reconcilersOf(object: JsonObject): readonly Reconciler[] {
  const label = (key: string) => textAt(object, 'metadata', 'labels', key);
  const tracking = textAt(object, 'metadata', 'annotations', 'argocd.argoproj.io/tracking-id')?.split(':')[0];
  const application = tracking ?? label('argocd.argoproj.io/instance');
  const ofFlux = (type: GroupResource): Reconciler[] => {
    const [name, namespace] = [label(`${type.group}/name`), label(`${type.group}/namespace`)];
    return name === undefined || namespace === undefined ? [] : [{ ...type, namespace, name }];
  };
  return [
    ...(application === undefined || application === '' ? [] : [applicationOf(application)]),
    ...ofFlux(KUSTOMIZATIONS),
    ...ofFlux(HELM_RELEASES),
  ];
}

function applicationOf(tracking: string): Reconciler {
  const [first = '', ...rest] = tracking.split('_');
  if (rest.length === 0) return { ...APPLICATIONS, namespace: undefined, name: first };
  return { ...APPLICATIONS, namespace: first, name: rest.join('_') };
}

/** The reconcilers of a plan, each once. */
export class ReconcilerBook {
  readonly #found = new Map<string, Reconciler>();

  /** Notes who keeps an object. */
  see(object: JsonObject): void {
    for (const one of reconcilersOf(object)) {
      this.#found.set(JSON.stringify([one.group, one.resource, one.namespace, one.name]), one);
    }
  }

  get all(): readonly Reconciler[] {
    return [...this.#found.values()];
  }
}
