import type { RunContext } from '../../../../base/context.ts';
import { nearestName } from '../../../../domain/nearest-name.ts';
import { RunError } from '../../../../domain/problem.ts';
import { ApiError, type Cluster, type KubeObject, type ObjectPath } from '../../../../kube/cluster.ts';

/** Where the requests about the Jobs of a namespace go. */
export function jobsOf(namespace: string): ObjectPath {
  return { group: 'batch', version: 'v1', resource: 'jobs', namespace };
}

/** What whoever reads through a Job must be allowed, in the CronJob's namespace. */
const RIGHTS = [
  { verb: 'get', group: 'batch', resource: 'cronjobs' },
  { verb: 'create', group: 'batch', resource: 'jobs' },
  { verb: 'delete', group: 'batch', resource: 'jobs' },
  { verb: 'list', group: '', resource: 'pods' },
  { verb: 'get', group: '', resource: 'pods/log' },
] as const;

/** `permission-denied` with all that is missing, before anything is made. */
export async function checkRights(ctx: RunContext, cluster: Cluster, namespace: string): Promise<void> {
  const answers = await cluster.mayI(
    ctx,
    RIGHTS.map((right) => ({ ...right, namespace })),
  );
  const missing = RIGHTS.filter((_, at) => answers[at] === false).map(
    ({ verb, group, resource }) => `"${verb}" on "${group === '' ? resource : `${resource}.${group}`}"`,
  );
  if (missing.length === 0) return;
  throw new RunError(
    'permission-denied',
    `Cannot read through a Job in namespace ${namespace}: ${missing.join(', ')}`,
    {
      hint: `Allow ${missing.join(', ')} in namespace ${namespace} (docs/permissions.md), or read with access to the storage`,
    },
  );
}

/** The CronJob of a name; `item-not-found` with those that there are. */
export async function readCronJob(
  ctx: RunContext,
  cluster: Cluster,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<KubeObject> {
  const path: ObjectPath = { group: 'batch', version: 'v1', resource: 'cronjobs', namespace };
  const found = name === '' ? undefined : await cluster.read(ctx, path, name);
  if (found !== undefined) return found;
  const names = await namesOf(ctx, cluster, path);
  const nearest = nearestName(name, names);
  throw new RunError('item-not-found', `There is no CronJob ${JSON.stringify(name)} in namespace ${namespace}`, {
    hint: hintOf(nearest, names),
  });
}

function hintOf(nearest: string | undefined, names: readonly string[]): string {
  if (nearest !== undefined) return `Did you mean ${nearest}?`;
  if (names.length > 0) return `There are ${names.join(', ')}`;
  return 'Name its namespace, too: --via-job lifeboat/backup-nightly';
}

/** For a hint: empty where the caller may not list them. */
async function namesOf(ctx: RunContext, cluster: Cluster, path: ObjectPath): Promise<string[]> {
  try {
    return (await cluster.listObjects(ctx, path)).map(({ metadata }) => metadata.name);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [];
  }
}
