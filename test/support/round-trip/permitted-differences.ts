import { isJsonObject, type Json } from '../api-server/objects/json.ts';
import type { Difference } from '../golden-restores/differences.ts';

/** Something in which a backup of a restored cluster may differ from the backup that was restored. */
export interface PermittedDifference {
  /** As the table in `docs/round-trip.md` calls it; the reason is there. */
  readonly name: string;
  readonly covers: (difference: Difference) => boolean;
}

const isGone = ({ at, theirs }: Difference): boolean => at === undefined && theirs === undefined;

const isField =
  (pattern: RegExp) =>
  ({ at }: Difference): boolean =>
    at !== undefined && pattern.test(at);

const isOf =
  (pattern: RegExp) =>
  ({ object }: Difference): boolean =>
    pattern.test(object);

const both =
  (...conditions: readonly ((difference: Difference) => boolean)[]) =>
  (difference: Difference): boolean =>
    conditions.every((condition) => condition(difference));

const either =
  (...conditions: readonly ((difference: Difference) => boolean)[]) =>
  (difference: Difference): boolean =>
    conditions.some((condition) => condition(difference));

/** The rows of the table, in its order. A difference that no row covers is a fault. */
export const PERMITTED_DIFFERENCES: readonly PermittedDifference[] = [
  { name: 'identity', covers: isField(/^metadata\.(uid|resourceVersion|creationTimestamp|generation)$/) },
  { name: 'who wrote what', covers: isField(/^metadata\.managedFields/) },
  { name: 'labels of the restore', covers: isRestoreLabel },
  { name: 'owners', covers: isField(/^metadata\.(ownerReferences|generateName)$/) },
  { name: 'status', covers: isField(/^status/) },
  {
    name: 'addresses and ports of Services',
    covers: either(
      both(isOf(/^services\//), isField(/^spec\.(clusterIPs?(\[\d+\])?|ports\[\d+\]\.nodePort)$/)),
      isOf(/^ipaddresses\./), // also one that both clusters have drawn, for another Service each
    ),
  },
  {
    name: 'Endpoints and EndpointSlices of controllers',
    covers: both(isOf(/^(endpoints|endpointslices\.discovery\.k8s\.io)\//), isGone),
  },
  {
    name: 'UIDs in Jobs',
    covers: both(isOf(/^jobs\.batch\//), isField(/^spec\.(selector|template\.metadata)\..*controller-uid$/)),
  },
  {
    name: 'nodes of Pods',
    covers: both(isOf(/^pods\//), isField(/^spec\.nodeName$/)),
  },
  {
    name: 'traces of binding',
    covers: either(
      both(isOf(/^persistentvolumeclaims\//), isBindingTrace),
      both(isOf(/^persistentvolumes\//), isField(/^spec\.claimRef\.(uid|resourceVersion)$/)),
    ),
  },
  {
    name: 'volumes with the reclaim policy Delete',
    covers: either(
      both(isOf(/^persistentvolumes\/pv-delete$/), isGone),
      both(isOf(/^persistentvolumeclaims\/alpha\/data-delete$/), isField(/^spec\.volumeName$/)),
    ),
  },
  {
    name: 'certificates and tokens of the cluster',
    covers: either(
      both(isOf(/^configmaps\/[^/]+\/kube-root-ca\.crt$/), isField(/^data\.ca\.crt$/)),
      both(
        isOf(/^secrets\/alpha\/builder-token$/),
        isField(/^(data\.(ca\.crt|token)|metadata\.annotations\.kubernetes\.io\/service-account\.uid)$/),
      ),
    ),
  },
  {
    name: 'the API server itself',
    covers: isOf(
      /^(services\/default\/kubernetes|endpoints\/default\/kubernetes|endpointslices\.discovery\.k8s\.io\/default\/kubernetes|leases\.coordination\.k8s\.io\/kube-system\/apiserver-[a-z0-9]+)$/,
    ),
  },
  {
    name: 'what has ended',
    covers: both(isOf(/^(pods\/alpha\/(finished|done-\w+)|jobs\.batch\/alpha\/done)$/), isGone),
  },
  {
    name: 'Nodes and Events',
    covers: either(
      both(isOf(/^nodes\//), isGone),
      both(isOf(/^events\//), ({ at }) => at === undefined),
    ),
  },
];

function isRestoreLabel({ at = '', ours, theirs }: Difference): boolean {
  if (/^metadata\.labels\.velero\.io\/(backup|restore)-name$/.test(at)) return ours === undefined;
  return at === 'metadata.labels' && ours === undefined && keysOf(theirs).every((key) => key.startsWith('velero.io/'));
}

/** One annotation, or all of them where the claim had no others. */
function isBindingTrace({ at = '', ours, theirs }: Difference): boolean {
  const isTrace = (key: string) => /^pv\.kubernetes\.io\/(bind-completed|bound-by-controller)$/.test(key);
  if (theirs !== undefined) return false;
  if (at === 'metadata.annotations') return keysOf(ours).every(isTrace);
  return at.startsWith('metadata.annotations.') && isTrace(at.slice('metadata.annotations.'.length));
}

function keysOf(value: Json | undefined): string[] {
  return isJsonObject(value) ? Object.keys(value) : [];
}
