import type { CST } from 'yaml';

/** What one policy document may cost, checked before anything is built from it. Far above any policy people write. */
export const LIMITS = {
  /** In UTF-16 code units. */
  length: 256 * 1024,
  /** Of a ConfigMap manifest, which holds several policies; Kubernetes itself takes 1 MiB. */
  configMapLength: 2 * 1024 * 1024,
  keysPerMap: 2_000,
  depth: 64,
  aliases: 100,
  /** How often one anchor may be used, aliases inside it multiplied. */
  usesPerAnchor: 10,
} as const;

/** A limit that a document breaks, and where. */
export interface Excess {
  readonly offset: number;
  readonly message: string;
}

/** The first limit that a parsed but not yet composed document breaks. Visits without recursion: depth is what is measured. */
export function findExcess(document: CST.Token): Excess | undefined {
  const pending: { token: CST.Token; depth: number }[] = [{ token: document, depth: 0 }];
  let aliases = 0;
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    const { token, depth } = visit;
    if (depth > LIMITS.depth) return { offset: token.offset, message: `is nested deeper than ${LIMITS.depth} levels` };
    if (token.type === 'alias' && ++aliases > LIMITS.aliases) {
      return { offset: token.offset, message: `has more than ${LIMITS.aliases} aliases` };
    }
    if (token.type === 'document' && token.value !== undefined) pending.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    if (token.items.length > LIMITS.keysPerMap && holdsKeys(token)) {
      return { offset: token.offset, message: `has a map with more than ${LIMITS.keysPerMap} keys` };
    }
    for (const { key, value } of token.items) {
      if (key) pending.push({ token: key, depth: depth + 1 });
      if (value) pending.push({ token: value, depth: depth + 1 });
    }
  }
  return undefined;
}

function holdsKeys(token: CST.BlockMap | CST.BlockSequence | CST.FlowCollection): boolean {
  return token.type === 'block-map' || (token.type === 'flow-collection' && token.start.type === 'flow-map-start');
}
