import type { ClusterObjects } from './cluster-objects.ts';
import { type Difference, differencesOf } from './differences.ts';
import { ANEW, settled } from './settle.ts';

/**
 * Where two clusters differ, outside what belongs to each of them (`settled`). A server draws a Service's ports from less
 * than three thousand: one that happens to be the port of before is no difference. What a restore keeps by fault, it
 * keeps everywhere.
 */
export function settledDifferences(
  ours: ClusterObjects,
  theirs: ClusterObjects,
  known: readonly ClusterObjects[],
): readonly Difference[] {
  const differences = differencesOf(settled(ours, known), settled(theirs, known));
  const drawn = differences.filter((difference) => difference.ours === ANEW || difference.theirs === ANEW);
  return drawn.length === 1 ? differences.filter((difference) => difference !== drawn[0]) : differences;
}
