import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import type { Path } from '../finding.ts';

/**
 * Offset of the value at a path of a parsed document, or of the key that holds it. Aliases are followed. Where the path
 * leads nowhere, the nearest thing around it: the key above a missing field, the map above a missing key.
 */
export function offsetAt(tree: Document.Parsed, path: Path, at: 'key' | 'value'): number {
  let node: unknown = tree.contents;
  let key: unknown;
  for (const step of path) {
    const container = followed(node, tree);
    const pair = isMap(container) ? container.items.find((item) => keyOf(item) === step) : undefined;
    const next = isSeq(container) ? container.items[Number(step)] : pair?.value;
    if (pair === undefined && next === undefined) return startOf(key) ?? startOf(node) ?? 0;
    key = pair?.key ?? next;
    node = next;
  }
  return (at === 'key' ? startOf(key) : undefined) ?? startOf(node) ?? startOf(key) ?? 0;
}

/** A scalar as it was written, quotes excluded; undefined for anything else. */
export function scalarSourceAt(tree: Document.Parsed, path: Path): string | undefined {
  return scalarAt(tree, path)?.source;
}

/** The scalar at a path, with how it was written; undefined for anything else. */
export function scalarAt(tree: Document.Parsed, path: Path): Scalar | undefined {
  const node = path.reduce<unknown>((here, step) => {
    const container = followed(here, tree);
    if (isSeq(container)) return container.items[Number(step)];
    return isMap(container) ? container.items.find((item) => keyOf(item) === step)?.value : undefined;
  }, tree.contents);
  const scalar = followed(node, tree);
  return isScalar(scalar) ? scalar : undefined;
}

function followed(node: unknown, tree: Document.Parsed): unknown {
  return isAlias(node) ? node.resolve(tree) : node;
}

function keyOf(pair: Pair): unknown {
  return isScalar(pair.key) ? pair.key.value : undefined;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
