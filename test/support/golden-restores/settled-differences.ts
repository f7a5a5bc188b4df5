import type { ClusterObjects } from './cluster-objects.ts';
import { type Difference, differencesOf } from './differences.ts';
import { ANEW, settled } from './settle.ts';

/** Where two clusters differ, outside what belongs to each of them (`settled`). */
export function settledDifferences(
  ours: ClusterObjects,
  theirs: ClusterObjects,
  known: readonly ClusterObjects[],
): readonly Difference[] {
  return differencesOf(settled(ours, known), settled(theirs, known));
}

/**
 * The differences without one that a server drew: of less than three thousand ports, one that happens to be that of
 * before is no difference. An address stands in two fields. What a restore keeps by fault, it keeps everywhere.
 */
export function withoutChance(differences: readonly Difference[]): readonly Difference[] {
  const drawn = differences.filter((difference) => difference.ours === ANEW || difference.theirs === ANEW);
  const places = drawn.map(({ object, at = '' }) => `${object} ${at.replace(/^spec\.clusterIPs.*/, 'spec.clusterIP')}`);
  return new Set(places).size === 1 ? differences.filter((difference) => !drawn.includes(difference)) : differences;
}
