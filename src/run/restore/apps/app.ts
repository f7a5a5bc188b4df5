import { formatItemRef } from '../../../domain/item.ts';
import type { GroupResource } from '../../../domain/resource.ts';
import { stoppableKind, type StoppableKind } from '../../../domain/restore/apps/stoppable.ts';
import type { ObjectPath } from '../../../kube/cluster.ts';
import type { Target } from '../target.ts';

/** Something that a restore stops: where it is asked for, and what it is called. */
export interface App {
  readonly kind: StoppableKind;
  readonly path: ObjectPath;
  readonly name: string;
  /** `deployments.apps/shop/web`. */
  readonly item: string;
}

/** An object of a type that can be stopped, in the version that the cluster prefers; undefined where it serves none. */
export function appOf(
  target: Pick<Target, 'typeOf'>,
  type: GroupResource,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): App | undefined {
  const path = pathIn(target, type, namespace);
  const kind = stoppableKind(type);
  if (path === undefined || kind === undefined) return undefined;
  return { kind, path, name, item: formatItemRef({ ...type, namespace, name }) };
}

/** Where objects of a type are listed: in a namespace, or without one in all of them. */
export function pathIn(
  target: Pick<Target, 'typeOf'>,
  type: GroupResource,
  namespace: string | undefined,
): ObjectPath | undefined {
  const served = target.typeOf(type);
  if (served === undefined) return undefined;
  const { group, version, resource } = served;
  return { group, version, resource, ...(namespace !== undefined && { namespace }) };
}
