/** What a folder's name tells of the backup in it, or the key of a record of its run. */
export interface NameHint {
  /** What stands before the time: by the conventions of Lifeboat and of Velero the policy or schedule. */
  readonly stem: string;
  /** When the run was due. */
  readonly due: Date;
}

/** A run may begin long after it was due, where its Job had to wait; never before, but for clocks that differ. */
const LATE_MS = 7 * 86_400_000;
const EARLY_MS = 86_400_000;

/** Reads `<stem>-<14 digits>[-<6 hex digits>]`; undefined for a name that tells nothing. */
export function nameHint(name: string): NameHint | undefined {
  const match = /^(.+)-(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:-[0-9a-f]{6})?$/.exec(name);
  if (match === null) return undefined;
  const [, stem = '', year, month, day, hour, minute, second] = match;
  const due = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(due.getTime()) ? undefined : { stem, due };
}

/** What is asked for that names can tell of; undefined asks for nothing. */
export interface NameBounds {
  readonly policies: readonly string[];
  readonly since: Date | undefined;
  readonly until: Date | undefined;
}

/** Whether something of this name can be what is asked for: false spares reading it. A name without a time can. */
export function mayBeMeant(hint: NameHint | undefined, { policies, since, until }: NameBounds): boolean {
  if (hint === undefined) return true;
  if (policies.length > 0 && !policies.includes(hint.stem)) return false;
  const due = hint.due.getTime();
  if (since !== undefined && due < since.getTime() - LATE_MS) return false;
  return until === undefined || due <= until.getTime() + EARLY_MS;
}
