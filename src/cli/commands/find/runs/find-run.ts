import type { RunContext } from '../../../../base/context.ts';
import { RunError } from '../../../../domain/problem.ts';
import type { RunResult } from '../../../../domain/result/result.ts';
import { readResults } from '../../../../report/records/read-results.ts';
import { type OpenSources, whereOf } from '../sources.ts';
import { mayMean, wayOf } from './meant.ts';

/** A run that a name means, and where its record was found. */
export interface FoundRun {
  readonly result: RunResult;
  readonly source: 'location' | 'cluster' | 'both';
}

/**
 * The newest run that a name means in the surest way: by its id, by the backup or restore it makes, by its Job, by its
 * ConfigMap, as the latest of its policy, or by the beginning of its id. Undefined where there is none.
 */
export async function findRun(
  ctx: RunContext,
  { places, results }: OpenSources,
  name: string,
): Promise<FoundRun | undefined> {
  let best: (FoundRun & { readonly way: number }) | undefined;
  const take = (result: RunResult, source: FoundRun['source']) => {
    const way = wayOf(result, name);
    if (way === undefined) return;
    if (best?.result.runId === result.runId)
      best = { ...newerRecord(best.result, result), source: joined(best.source, source), way };
    else if (best === undefined || way < best.way || (way === best.way && isNewer(result, best.result))) {
      best = { result, source, way };
    }
  };
  if (results !== undefined) {
    for (const { result } of await readResults(ctx, results.cluster, results.namespace)) take(result, 'cluster');
  }
  for (const { backups } of places) {
    await backups.browseRunRecords(
      ctx,
      (hint) => mayMean(hint, name),
      (result) => take(result, 'location'),
    );
  }
  return best;
}

/** As `findRun`; `item-not-found` where there is none. */
export async function findRunOrThrow(ctx: RunContext, sources: OpenSources, name: string): Promise<FoundRun> {
  const found = await findRun(ctx, sources, name);
  if (found !== undefined) return found;
  throw new RunError('item-not-found', `No run in ${whereOf(sources)} is, makes or reads ${name}`, {
    hint: (await isBackup(ctx, sources, name))
      ? `It is a backup without a record of its run, as Velero makes them: see lifeboat describe ${name}.`
      : 'See lifeboat list runs; say where to look with --from, --location or --runner-namespace.',
  });
}

async function isBackup(ctx: RunContext, { places }: OpenSources, name: string): Promise<boolean> {
  for (const { backups } of places) if ((await backups.find(ctx, name)) !== undefined) return true;
  return false;
}

function newerRecord(a: RunResult, b: RunResult): { readonly result: RunResult } {
  return { result: b.terminal && !a.terminal ? b : a };
}

function joined(a: FoundRun['source'], b: FoundRun['source']): FoundRun['source'] {
  return a === b ? a : 'both';
}

/** Due later; of runs that were due at the same moment, as two by hand may be, begun later. */
function isNewer(a: RunResult, b: RunResult): boolean {
  const later = Date.parse(a.scheduledFor) - Date.parse(b.scheduledFor);
  return later === 0 ? Date.parse(a.startedAt) > Date.parse(b.startedAt) : later > 0;
}
