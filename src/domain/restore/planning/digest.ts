import { formatItemRef } from '../../item.ts';
import { canonicalText } from '../../json/canonical.ts';
import type { PlannedItem } from '../plan.ts';
import type { RestorePolicy } from '../policy.ts';

/** What a plan's digest vouches for. */
export interface DigestFacts {
  /** SHA-256 of the archive, hex. */
  readonly archiveSha256: string;
  readonly policy: RestorePolicy;
  /** SHA-256 of the resource modifiers' text, hex; unset where there are none. */
  readonly modifiersSha256?: string | undefined;
  /** In the plan's order. */
  readonly items: readonly PlannedItem[];
}

/**
 * The text whose SHA-256 is the digest of a plan: one line of JSON each for the archive, for what of the policy decides
 * what is restored and how, and for every item. Two policies that differ in name, mode or timeout alone share it, so
 * that what was planned can be applied. Of details only those of updates and of what is created anew count, because they
 * name what will change; others may quote a server.
 */
export function digestText({ archiveSha256, policy, modifiersSha256, items }: DigestFacts): string {
  const modifiers = modifiersSha256 === undefined ? [] : [JSON.stringify(['resource modifiers', modifiersSha256])];
  const head = [`["lifeboat.dev/plan/v1","${archiveSha256}"]`, canonicalText(decisive(policy)), ...modifiers];
  const lines = [...head, ...items.map(lineOf)];
  return `${lines.join('\n')}\n`;
}

function decisive(policy: RestorePolicy) {
  const { selection, existingResourcePolicy, preserveNodePorts, restoreStatus, emptyVolumes } = policy;
  return {
    selection,
    namespaceMapping: Object.fromEntries(policy.namespaceMapping),
    existingResourcePolicy,
    // In their order: the first that fits decides.
    existingResourcePolicies: [...policy.existingResourcePolicies],
    managedFields: policy.managedFields,
    ownerReferences: policy.ownerReferences,
    finalizers: policy.finalizers,
    gitOpsTracking: policy.gitOpsTracking,
    restorePVs: policy.restorePVs,
    resourceModifier: policy.resourceModifier,
    hooks: policy.hooks,
    preserveNodePorts,
    restoreStatus,
    emptyVolumes,
    allowKinds: policy.allowKinds,
    allowNamespaces: policy.allowNamespaces,
    ...(policy.stopApps && { stopApps: true }),
    ...(policy.replace.objects && { replaceObjects: true }),
    ...(policy.replace.volumes && { replaceVolumes: true }),
  };
}

function lineOf({ ref, target, version, wave, action, reason, detail }: PlannedItem): string {
  const change = action === 'update' || action === 'recreate' ? detail : undefined;
  return JSON.stringify([formatItemRef(ref), target ?? null, version, wave, action, reason ?? null, change ?? null]);
}
