import { forEachConcurrent } from '../../../base/concurrent.ts';
import type { RunContext } from '../../../base/context.ts';
import { formatItemRef } from '../../../domain/item.ts';
import { parseExact } from '../../../domain/json/exact-json.ts';
import { missedName } from '../../../domain/restore/conflict/missed-name.ts';
import { reasonOfRefusal } from '../../../domain/restore/conflict/write-outcome.ts';
import type { ArchivedItem } from '../../../domain/restore/contents.ts';
import { isWritten, type PlannedItem } from '../../../domain/restore/plan.ts';
import { prepare } from '../../../domain/restore/prepare/prepare.ts';
import { ApiError } from '../../../kube/cluster.ts';
import { identified, pathOf } from '../apply/apply-item.ts';
import { pick } from '../apply/pick.ts';
import type { Planning } from '../planning.ts';

/** Dry runs under way at once. */
const WRITES_AT_ONCE = 16;

/**
 * Lets the API server judge every create of a plan without storing it: admission, quotas, webhooks and validation speak.
 * What cannot be told, because it needs a namespace, a type or an object that the restore itself makes, is `unknown`.
 * Needs the rights that Apply needs. Updates are not asked: they were compared with the very object.
 */
export async function dryRun(
  ctx: RunContext,
  planning: Planning,
  items: readonly PlannedItem[],
): Promise<readonly PlannedItem[]> {
  const judged = new Map<PlannedItem, PlannedItem>();
  const askable: PlannedItem[] = [];
  for (const item of items) {
    if (item.action !== 'create') continue;
    const why = whyUnknown(planning, item);
    if (why === undefined) askable.push(item);
    else judged.set(item, { ...item, action: 'unknown', detail: why });
  }
  const made = new Set(items.filter(isWritten).map(({ ref, target }) => placeOf(ref.name, target)));
  await forEachConcurrent(pick(ctx, planning, askable), WRITES_AT_ONCE, async ({ planned, archived }) => {
    judged.set(planned, await ask(ctx, planning, { planned, made }, archived));
  });
  return items.map((item) => judged.get(item) ?? item);
}

/** A name in a namespace, or in none: whatever it is the name of. */
function placeOf(name: string, namespace: string | undefined): string {
  return `${namespace ?? ''}/${name}`;
}

function whyUnknown({ target }: Planning, { ref, target: namespace }: PlannedItem): string | undefined {
  if (target.typeOf(ref) === undefined) return 'its type is defined by this restore';
  const place = namespace === undefined ? undefined : target.namespaces.get(namespace);
  if (namespace === undefined || (place !== undefined && !place.isTerminating)) return undefined;
  return `its namespace ${namespace} is made by this restore`;
}

interface Asked {
  readonly planned: PlannedItem;
  /** What the restore makes, by `placeOf`. */
  readonly made: ReadonlySet<string>;
}

async function ask(
  ctx: RunContext,
  planning: Planning,
  { planned, made }: Asked,
  { bytes }: ArchivedItem,
): Promise<PlannedItem> {
  const { ref, target, volume } = planned;
  const prepared = prepare(parseExact(bytes), planning.factsFor(ref, { target, volume }));
  const kind = planning.target.typeOf(ref)?.kind;
  if (!('object' in prepared) || kind === undefined) return planned;
  const path = pathOf(planned);
  try {
    const object = identified(prepared.object, path, kind);
    const { warnings } = await planning.target.cluster.write(ctx, path, object, { isDryRun: true });
    return warnings.length === 0 ? planned : { ...planned, detail: `the API server warns: ${warnings.join('; ')}` };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    ctx.log.debug({ item: formatItemRef(ref), reason: error.message }, 'a dry run was refused');
    const doubt = doubtOf(error, { planned, made });
    if (doubt !== undefined) return { ...planned, action: 'unknown', detail: doubt };
    return { ...planned, action: 'fail', ...reasonOfRefusal(error) };
  }
}

/** Why a refusal says nothing of the real run: what is missed will be there then, or the cluster has just moved. */
function doubtOf({ reason, message }: ApiError, { planned, made }: Asked): string | undefined {
  if (reason === 'AlreadyExists') return 'it was made while the plan was';
  const missed = missedName(message);
  if (missed === undefined) return undefined;
  const isMade = made.has(placeOf(missed, planned.target)) || made.has(placeOf(missed, undefined));
  return isMade ? `it needs ${missed}, which is made by this restore` : undefined;
}
