/** Something about a backup because of which it cannot be relied on. */
export interface Damage {
  /** The file, or what is in it. `chain`: what the backup says of the one before it. */
  readonly part: 'commit' | 'archive' | 'manifest' | 'resource-list' | 'item' | 'chain';
  /** What is wrong with it, in one plain sentence. */
  readonly message: string;
}

/** What looking at all of a backup showed. */
export interface Proof {
  /**
   * `proven`: complete and as it was written, which only a manifest can show; `sound`: all of it can be read, and nothing
   * tells whether more should be there; `damaged`: not to be relied on.
   */
  readonly outcome: 'proven' | 'sound' | 'damaged';
  /** Items that could be read. */
  readonly items: number;
  readonly damage: readonly Damage[];
  /** What is doubtful, and no damage. */
  readonly doubts: readonly string[];
}

/** What the manifest of a backup says of the good backup before it, and whether that is so. */
export interface ExaminedLink {
  /** Undefined for the first of a chain, and for a backup without a manifest of this sort. */
  readonly previous: string | undefined;
  /** The one before it, where that is there no more: what is older is reached another way. */
  readonly gone?: string;
  readonly damage: readonly Damage[];
  readonly doubts: readonly string[];
}

/** More than this many sentences about one backup help nobody. */
const MOST = 20;

/** Puts findings together: any damage decides, and of very many only the first are told. */
export function proofOf(found: {
  readonly items: number;
  readonly isComplete: boolean;
  readonly damage: readonly Damage[];
  readonly doubts: readonly string[];
}): Proof {
  const { items, isComplete, damage, doubts } = found;
  const good = isComplete ? 'proven' : 'sound';
  const more = damage.length - MOST;
  return {
    outcome: damage.length > 0 ? 'damaged' : good,
    items,
    damage: more > 0 ? [...damage.slice(0, MOST), { part: 'archive', message: `${more} more of this kind` }] : damage,
    doubts: doubts.slice(0, MOST),
  };
}

/** A proof with what came to light about it afterwards. */
export function withFindings(proof: Proof, damage: readonly Damage[], doubts: readonly string[]): Proof {
  return {
    ...proof,
    outcome: damage.length > 0 ? 'damaged' : proof.outcome,
    damage: [...proof.damage, ...damage],
    doubts: [...proof.doubts, ...doubts],
  };
}
