import { formatTime } from '../time.ts';
import type { Backup } from './backup.ts';

/**
 * What is said about a backup after it was made, by appending and never by changing: each fact is an object of its own
 * in the backup's folder, written once.
 */
export type Fact = FactHead &
  (
    | {
        /** Nothing of ours deletes the backup, until then or, without a date, until it is released. */
        readonly type: 'hold';
        readonly reason: string;
        readonly until?: Date;
      }
    /** Ends every hold that was there. */
    | { readonly type: 'release'; readonly reason?: string }
    /** The backup does not expire before that. */
    | { readonly type: 'extend'; readonly expiresAt: Date }
    /** Labels or annotations that are set and removed, beside those of the Backup object itself. */
    | { readonly type: 'label' | 'annotate'; readonly set: Marks; readonly remove: readonly string[] }
    /** A quarantined backup counts as good from now on. */
    | { readonly type: 'accept'; readonly reason?: string }
    /** A restore reads the backup: until then, or until it takes this back, nothing of ours deletes it. */
    | ({ readonly type: 'use' } & Reader)
    /** Ends what a run said of its use, where that cannot be taken back, or in the name of a restore that is dead. */
    | { readonly type: 'used'; readonly run: string }
    /** A removal has begun: where no backup is committed beside this, what is left may be deleted by anybody. */
    | { readonly type: 'removal' }
  );

/** A restore that reads a backup. */
export interface Reader {
  /** Id of its run. All attempts of a run are one reader. */
  readonly run: string;
  /** The restore's name. */
  readonly restore: string;
  /** A restore that never said that it ended counts no longer than that. */
  readonly until: Date;
}

/** What every fact tells. */
export interface FactHead {
  /** Eight hexadecimal digits, which make its key unique. */
  readonly id: string;
  readonly at: Date;
  /** Who said it, as far as is known: a user and host, or a run. */
  readonly by: string;
}

/** What a fact says, without its head. */
export type FactBody = Fact extends infer F ? (F extends Fact ? Omit<F, keyof FactHead> : never) : never;

/** Labels or annotations. */
export type Marks = Readonly<Record<string, string>>;

/** The facts in a backup's folder, the oldest first. */
export interface Facts {
  readonly facts: readonly Fact[];
  /** Names of the files that are no fact that this release can read; nothing is deleted beside one. */
  readonly unreadable: readonly string[];
}

/** No facts at all. */
export const NO_FACTS: Facts = { facts: [], unreadable: [] };

/** What holds of a backup once its facts are laid over it. */
export interface Standing {
  /** Why it may not be deleted whatever its age: a hold, restores that read it, or both; undefined where it may. */
  readonly held: string | undefined;
  /** The hold that somebody put on it, which a release ends; undefined where there is none. */
  readonly hold: string | undefined;
  /** Restores that read it now. */
  readonly readers: readonly Reader[];
  /** Its own expiry, or a later one that a fact says. */
  readonly expiresAt: Date | undefined;
  readonly labels: Marks;
  readonly annotations: Marks;
  /** It was quarantined, and a person has accepted it. */
  readonly isAccepted: boolean;
}

/** Lays facts over a backup: of each sort the last one counts, an expiry only moves away. */
export function standingOf(
  backup: Pick<Backup, 'expiresAt' | 'document'>,
  { facts, unreadable }: Facts,
  now: Date,
): Standing {
  const ordered = facts.toSorted(byTime);
  const hold = holdOf(ordered, now);
  const readers = lastingReaders(ordered, now);
  return {
    held: unreadable.length > 0 ? `what ${unreadable[0]} says of it cannot be read` : heldText(hold, readers),
    hold,
    readers,
    expiresAt: expiryOf(backup.expiresAt, ordered),
    labels: marksOf('label', metadataOf(backup, 'labels'), ordered),
    annotations: marksOf('annotate', metadataOf(backup, 'annotations'), ordered),
    isAccepted: ordered.some(({ type }) => type === 'accept'),
  };
}

/** The backup as its facts have it: what retention judges. */
export function withStanding(backup: Backup, { expiresAt }: Pick<Standing, 'expiresAt'>): Backup {
  return { ...backup, expiresAt };
}

/** When a fact that follows others is said: after them, whatever this machine's clock thinks of theirs. */
export function timeAfter({ facts }: Facts, now: Date): Date {
  const last = Math.max(0, ...facts.map(({ at }) => at.getTime()));
  return last < now.getTime() ? now : new Date(last + 1);
}

/** How long a removal may be under way: longer than all requests of one take together, each with all its repeats. */
const REMOVAL_MS = 900_000;

/** A removal that may be under way. */
export interface RemovalUnderWay {
  /** Who has begun it. */
  readonly by: string;
  readonly at: Date;
  /** Where the backup is still there then, the removal has died, or its store did not let it. */
  readonly until: Date;
}

/** The removal that is under way; one of another time has died, and has left the backup as it was. */
export function removalUnderWay({ facts }: Facts, now: Date): RemovalUnderWay | undefined {
  const found = facts.find(({ type, at }) => type === 'removal' && Math.abs(now.getTime() - at.getTime()) < REMOVAL_MS);
  return found && { by: found.by, at: found.at, until: new Date(found.at.getTime() + REMOVAL_MS) };
}

/** Of two facts of one moment the one that protects more comes last. */
function byTime(a: Fact, b: Fact): number {
  const rank = ({ type }: Fact) => Number(type === 'hold' || type === 'use');
  return a.at.getTime() - b.at.getTime() || rank(a) - rank(b) || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/** Every hold since the last release counts; the newest that still lasts is told. */
function holdOf(ordered: readonly Fact[], now: Date): string | undefined {
  const since = ordered.slice(ordered.findLastIndex(({ type }) => type === 'release') + 1);
  const lasting = since.filter((fact) => fact.type === 'hold' && (fact.until === undefined || fact.until > now));
  const last = lasting.at(-1);
  if (last?.type !== 'hold') return undefined;
  return last.until === undefined ? last.reason : `${last.reason} (until ${formatTime(last.until)})`;
}

/** Restores that read the backup: each run once, with the latest end that any of its attempts said. */
export function readersOf(facts: readonly Fact[], now: Date): Reader[] {
  return lastingReaders(facts.toSorted(byTime), now);
}

function lastingReaders(ordered: readonly Fact[], now: Date): Reader[] {
  const readers = new Map<string, Reader>();
  for (const fact of ordered) {
    if (fact.type === 'used') readers.delete(fact.run);
    if (fact.type !== 'use') continue;
    const { run, restore, until } = fact;
    const before = readers.get(run)?.until ?? until;
    readers.set(run, { run, restore, until: before > until ? before : until });
  }
  return [...readers.values()].filter(({ until }) => until > now);
}

function heldText(hold: string | undefined, readers: readonly Reader[]): string | undefined {
  const reading = readers.map(({ restore, until }) => `restore ${restore} reads it (until ${formatTime(until)})`);
  const reasons = hold === undefined ? reading : [hold, ...reading];
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

function expiryOf(own: Date | undefined, ordered: readonly Fact[]): Date | undefined {
  if (own === undefined) return undefined;
  const said = ordered.flatMap((fact) => (fact.type === 'extend' ? [fact.expiresAt.getTime()] : []));
  return new Date(Math.max(own.getTime(), ...said));
}

function marksOf(type: 'label' | 'annotate', own: Marks, ordered: readonly Fact[]): Marks {
  let marks = new Map(Object.entries(own));
  for (const fact of ordered) {
    if (fact.type !== type) continue;
    marks = new Map([...marks, ...Object.entries(fact.set)].filter(([key]) => !fact.remove.includes(key)));
  }
  return Object.fromEntries(marks);
}

function metadataOf({ document }: Pick<Backup, 'document'>, key: 'labels' | 'annotations'): Marks {
  const metadata = document['metadata'] as Readonly<Record<string, unknown>> | undefined;
  const marks = Object.entries((metadata?.[key] ?? {}) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(marks.filter((mark): mark is [string, string] => typeof mark[1] === 'string'));
}
