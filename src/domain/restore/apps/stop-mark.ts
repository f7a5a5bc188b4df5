import { isJsonObject, type JsonObject, textAt } from '../../json/exact-json.ts';

/** On everything that a restore keeps stopped: what `kubectl get -l` finds. */
export const STOPPED_LABEL = 'lifeboat.dev/stopped';

/** Beside it: who did that, and what the object had before. */
export const STOPPED_ANNOTATION = 'lifeboat.dev/stopped-by';

/** Finds stopped objects, in the syntax of the `labelSelector` parameter. */
export const STOPPED_SELECTOR = `${STOPPED_LABEL}=true`;

/** Who keeps something stopped. */
export interface Stopper {
  readonly restore: string;
  readonly runId: string;
  /** Absent by hand: such a run is dead whenever another one looks. */
  readonly job?: { readonly namespace: string; readonly name: string; readonly uid: string };
}

/** What a stopped object tells. */
export interface StopMark extends Stopper {
  readonly was: JsonObject;
}

/** The metadata that marks a stopped object, as part of a merge patch. */
export function markPatch({ restore, runId, job, was }: StopMark): JsonObject {
  const text = JSON.stringify({ restore, runId, ...(job && { job }), was });
  return { labels: { [STOPPED_LABEL]: 'true' }, annotations: { [STOPPED_ANNOTATION]: text } };
}

/** The metadata that takes the mark away. */
export const UNMARK_PATCH: JsonObject = {
  labels: { [STOPPED_LABEL]: null },
  annotations: { [STOPPED_ANNOTATION]: null },
};

/** What an object's mark says; undefined where there is none, or nothing that is one. */
export function markOf(object: JsonObject): StopMark | undefined {
  const value = parsed(textAt(object, 'metadata', 'annotations', STOPPED_ANNOTATION));
  if (!isJsonObject(value)) return undefined;
  const { restore, runId, job, was } = value;
  if (typeof restore !== 'string' || typeof runId !== 'string' || !isJsonObject(was)) return undefined;
  const stopper = isJob(job) ? { restore, runId, job } : { restore, runId };
  return { ...stopper, was };
}

/** A mark of ours: of this Pod, or of an earlier one of the same Job, which is not there any more. */
export function isOurs(mark: Pick<StopMark, 'runId'>, { runId }: Pick<Stopper, 'runId'>): boolean {
  return mark.runId === runId;
}

/** Whether a Job, as its API tells, may still work: nobody else ends then what it has stopped. */
export function isAtWork(job: JsonObject | undefined, { uid }: { readonly uid: string }): boolean {
  if (job === undefined || textAt(job, 'metadata', 'uid') !== uid) return false;
  const { status } = job;
  const conditions = isJsonObject(status) && Array.isArray(status['conditions']) ? status['conditions'] : [];
  return !conditions.some((it: unknown) => isJsonObject(it) && isEnd(it));
}

function isEnd({ type, status }: JsonObject): boolean {
  return (type === 'Complete' || type === 'Failed') && status === 'True';
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // somebody else's text is no mark
  }
}

function isJob(value: unknown): value is NonNullable<Stopper['job']> {
  return isJsonObject(value) && ['namespace', 'name', 'uid'].every((key) => typeof value[key] === 'string');
}
