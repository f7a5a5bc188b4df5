import type { RunContext } from '../../../base/context.ts';
import { reasonOfRefusal } from '../../../domain/restore/conflict/write-outcome.ts';
import type { Submittable } from '../../../domain/restore/prepare/prepare.ts';
import { ApiError, type Cluster, type ObjectPath } from '../../../kube/cluster.ts';
import type { Ending } from '../restore-tally.ts';

/** An object that was written, and what of it can only be written after it. */
export interface Unfinished {
  readonly path: ObjectPath;
  readonly name: string;
  readonly prepared: Submittable;
  readonly ending: Ending;
}

/**
 * Writes what an object does not take when it is created: its status, and last its `managedFields`, which every other
 * write would change. What of that is refused does not undo the object: a status is a warning, and managed fields are an
 * error, but a warning where the object is gone again (Velero, `restoreItem` in `pkg/restore/restore.go`).
 */
export async function writeTheRest(ctx: RunContext, cluster: Cluster, unfinished: Unfinished): Promise<Ending> {
  const { prepared, ending } = unfinished;
  const isNew = ending.end === 'created' || ending.end === 'recreated';
  let end = ending;
  if (prepared.status !== undefined && (isNew || ending.end === 'updated')) {
    end = await writeStatus(ctx, cluster, unfinished, prepared.status);
  }
  if (prepared.managedFields === undefined || !isNew) return end;
  return (await writeManagedFields(ctx, cluster, unfinished, prepared.managedFields)) ?? end;
}

async function writeStatus(
  ctx: RunContext,
  cluster: Cluster,
  { path, name, ending }: Unfinished,
  status: unknown,
): Promise<Ending> {
  try {
    await cluster.amend(ctx, path, name, { status }, { subresource: 'status' });
    return ending;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { ...ending, reason: 'status-not-written', detail: reasonOfRefusal(error).detail };
  }
}

/** How the item ends for it; undefined where nothing is to be told. */
async function writeManagedFields(
  ctx: RunContext,
  cluster: Cluster,
  { path, name, ending }: Unfinished,
  managedFields: unknown,
): Promise<Ending | undefined> {
  try {
    await cluster.amend(ctx, path, name, { metadata: { managedFields } });
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { detail } = reasonOfRefusal(error);
    const isGone = error.status === 404;
    return { ...ending, reason: 'managed-fields-not-written', detail, ...(isGone && { isOnlyWarning: true }) };
  }
}
