import { formatItemRef } from '../../item.ts';
import { type JsonObject, listAt, textAt } from '../../json/exact-json.ts';
import { formatGroupResource, type GroupResource } from '../../resource.ts';
import type { PlannedItem } from '../plan.ts';

/**
 * Finds the StatefulSets that would undo what a restore leaves out with good reason: their controller makes the claims
 * of their templates (`<template>-<set>-<ordinal>`) where it finds none, and so a database would start empty after all.
 */
export class ClaimMakers {
  readonly #templates = new Map<string, readonly string[]>();

  /** Notes an item of the plan. */
  see({ ref }: Pick<PlannedItem, 'ref'>, object: JsonObject): void {
    if (!isType(ref, 'statefulsets.apps')) return;
    const templates = listAt(object, 'spec', 'volumeClaimTemplates');
    const names = templates.map((template) => textAt(template, 'metadata', 'name') ?? '');
    this.#templates.set(formatItemRef(ref), names);
  }

  /** The plan in which those sets are left out for the same reason as their claims. Sets that exist stay as planned. */
  settle(items: readonly PlannedItem[]): readonly PlannedItem[] {
    const leftOut = items.filter(
      ({ ref, action, reason }) =>
        action === 'skip' && reason === 'no-volume-data' && isType(ref, 'persistentvolumeclaims'),
    );
    if (leftOut.length === 0) return items;
    return items.map((item) => {
      const { ref, target, action } = item;
      if (action !== 'create' && action !== 'recreate' && action !== 'unknown') return item;
      const templates = this.#templates.get(formatItemRef(ref)) ?? [];
      const made = leftOut.find((claim) => claim.target === target && isMadeFrom(templates, ref.name, claim.ref.name));
      if (made === undefined) return item;
      const detail = `its controller would make the claim ${made.ref.name} anew, and empty`;
      return { ...item, action: 'skip', reason: 'no-volume-data', detail };
    });
  }
}

function isMadeFrom(templates: readonly string[], set: string, claim: string): boolean {
  return templates.some((template) => {
    const stem = `${template}-${set}-`;
    return claim.startsWith(stem) && /^\d+$/.test(claim.slice(stem.length));
  });
}

function isType(type: GroupResource, name: string): boolean {
  return formatGroupResource(type) === name;
}
