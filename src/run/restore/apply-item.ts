import type { RunContext } from '../../base/context.ts';
import { MalformedJson, parseExact, type JsonObject } from '../../domain/json/exact-json.ts';
import { apiVersionOf } from '../../domain/resource.ts';
import { judgeConflict } from '../../domain/restore/conflict/conflict.ts';
import type { ArchivedItem } from '../../domain/restore/contents.ts';
import type { PlannedItem } from '../../domain/restore/plan.ts';
import { reasonOfRefusal } from '../../domain/restore/conflict/write-outcome.ts';
import { ApiError, type KubeObject, type ObjectPath } from '../../kube/cluster.ts';
import type { Applying } from './applying.ts';
import type { Ending } from './restore-tally.ts';
import { submit } from './submit.ts';

/** Writes one item as planned. Throws only what ends the run: cancellation, a cluster that is gone. */
export async function applyItem(
  ctx: RunContext,
  work: Applying,
  planned: PlannedItem,
  archived: ArchivedItem,
): Promise<Ending> {
  try {
    const prepared = work.prepare(planned, parseExact(archived.bytes));
    if ('skip' in prepared) return { end: 'skipped', reason: prepared.skip, detail: prepared.detail };
    const unusable = planned.target === undefined ? undefined : await work.namespaces.ready(ctx, planned.target);
    if (unusable !== undefined) return { end: 'failed', ...unusable };
    const { path, kind } = work.whereTo(planned);
    const object = identified(prepared.object, path, kind);
    const ending = await write(ctx, work, { planned, path, object });
    if (prepared.status === undefined || (ending.end !== 'created' && ending.end !== 'updated')) return ending;
    return await writeStatus(ctx, work, { path, name: planned.ref.name, status: prepared.status, ending });
  } catch (error) {
    ctx.signal.throwIfAborted();
    return endingOf(error);
  }
}

/** What is written says itself what it is; where it goes says the archive's path, checked against it by the plan. */
function identified(object: JsonObject, path: ObjectPath, kind: string): KubeObject {
  return { ...object, apiVersion: apiVersionOf(path), kind } as KubeObject;
}

interface Writing {
  readonly planned: PlannedItem;
  readonly path: ObjectPath;
  readonly object: KubeObject;
}

async function write(ctx: RunContext, work: Applying, { planned, path, object }: Writing): Promise<Ending> {
  if (planned.action !== 'update') {
    const submitted = await submit(ctx, work.target.cluster, { path, object, restore: work.restore });
    if (submitted.outcome === 'created') {
      work.warned(planned, submitted.warnings);
      return { end: 'created' };
    }
  }
  const bytes = await work.target.cluster.readBytes(ctx, path, object.metadata.name);
  if (bytes === undefined) return write(ctx, work, { planned: { ...planned, action: 'create' }, path, object });
  const live = parseExact(bytes);
  const verdict = judgeConflict({ type: planned.ref, prepared: object, live, existing: work.existing });
  switch (verdict.action) {
    case 'unchanged':
      return { end: work.isOurs(live) ? 'created' : 'unchanged' };
    case 'skip':
      return { end: 'skipped', reason: verdict.reason, detail: verdict.detail };
    case 'fail':
      return { end: 'failed', reason: verdict.reason, detail: verdict.detail };
    case 'update':
      work.warned(planned, (await work.target.cluster.amend(ctx, path, object.metadata.name, verdict.patch)).warnings);
      return { end: 'updated' };
  }
}

/** A status that cannot be written does not undo the object. */
async function writeStatus(
  ctx: RunContext,
  work: Applying,
  given: { readonly path: ObjectPath; readonly name: string; readonly status: unknown; readonly ending: Ending },
): Promise<Ending> {
  const { path, name, status, ending } = given;
  try {
    await work.target.cluster.amend(ctx, path, name, { status }, { subresource: 'status' });
    return ending;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { ...ending, detail: `its status could not be written: ${error.message}` };
  }
}

/** What one write's failure means for its item; rethrows what concerns more than it. */
function endingOf(error: unknown): Ending {
  if (error instanceof MalformedJson) return { end: 'failed', reason: 'item-malformed', detail: error.message };
  if (error instanceof ApiError) return { end: 'failed', ...reasonOfRefusal(error) };
  throw error;
}
