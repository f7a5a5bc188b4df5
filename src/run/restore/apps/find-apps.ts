import type { RunContext } from '../../../base/context.ts';
import type { PlannedItem } from '../../../domain/restore/plan.ts';
import { isWritten } from '../../../domain/restore/plan.ts';
import type { Reconciler } from '../../../domain/restore/apps/reconcilers.ts';
import { markOf } from '../../../domain/restore/apps/stop-mark.ts';
import { APP_TYPES, APPLICATIONS, stopOf } from '../../../domain/restore/apps/stoppable.ts';
import type { AccessQuestion } from '../../../domain/restore/rights/needed-access.ts';
import { ApiError, type KubeObject, type ObjectPath } from '../../../kube/cluster.ts';
import type { Planning } from '../planning.ts';
import type { Target } from '../target.ts';
import { type App, appOf, pathIn } from './app.ts';

/** Something that is to be stopped, and how, for people. */
export interface AppToStop {
  readonly app: App;
  /** `3 replicas to 0`, `suspend`. */
  readonly words: string;
}

/** What a restore stops meanwhile, in that order, and the rights that it takes. */
export interface AppsFound {
  readonly apps: readonly AppToStop[];
  readonly questions: readonly AccessQuestion[];
}

/**
 * Finds what runs in the namespaces that a plan writes to, and who keeps what it writes as a repository says. What may
 * not be looked at is not found: the questions tell of it. Lifeboat's own namespaces are left alone.
 */
export async function findApps(
  ctx: RunContext,
  { target, ownNamespaces }: Pick<Planning, 'target' | 'ownNamespaces'>,
  { items, reconcilers }: { readonly items: readonly PlannedItem[]; readonly reconcilers: readonly Reconciler[] },
): Promise<AppsFound> {
  const namespaces = [...new Set(items.filter(isWritten).map((item) => item.target))]
    .filter((name) => name !== undefined)
    .filter((name) => target.namespaces.get(name)?.isTerminating === false && !ownNamespaces.includes(name))
    .toSorted();
  const apps: AppToStop[] = [];
  for (const one of reconcilers) apps.push(...(await findReconciler(ctx, target, one)));
  for (const type of APP_TYPES) {
    for (const namespace of namespaces) {
      const path = pathIn(target, type, namespace);
      const objects = path === undefined ? [] : await listed(ctx, target, path);
      for (const object of objects) {
        const app = appOf(target, type, { namespace, name: object.metadata.name });
        if (app !== undefined) apps.push(...toStop(app, object));
      }
    }
  }
  return { apps, questions: [...reconcilers.flatMap(questionsAbout), ...namespaces.flatMap(questionsIn)] };
}

/** What another restore keeps stopped is told, too: it cannot be stopped, and is not to be started beside this one. */
function toStop(app: App, object: KubeObject): AppToStop[] {
  const mark = markOf(object);
  if (mark !== undefined) return [{ app, words: `stopped by restore ${mark.restore}` }];
  const stop = stopOf(app.kind, object);
  return stop === undefined ? [] : [{ app, words: stop.words }];
}

/** Argo CD's Applications are found by name: which namespace they are in, their objects need not tell. */
async function findReconciler(ctx: RunContext, target: Target, one: Reconciler): Promise<AppToStop[]> {
  const path = pathIn(target, one, one.namespace);
  if (path === undefined) return [];
  const objects = (await listed(ctx, target, path)).filter(({ metadata }) => metadata.name === one.name);
  return objects.flatMap((object) => {
    const { namespace = '', name } = object.metadata;
    const app = appOf(target, one, { namespace, name });
    return app === undefined ? [] : toStop(app, object);
  });
}

async function listed(ctx: RunContext, { cluster }: Target, path: ObjectPath): Promise<readonly KubeObject[]> {
  try {
    return await cluster.listObjects(ctx, path);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return [];
    throw error;
  }
}

const VERBS = ['get', 'list', 'patch'];

function questionsIn(namespace: string): AccessQuestion[] {
  return APP_TYPES.flatMap(({ group, resource }) => VERBS.map((verb) => ({ verb, group, resource, namespace })));
}

function questionsAbout({ group, resource, namespace }: Reconciler): AccessQuestion[] {
  const place = group === APPLICATIONS.group ? undefined : namespace;
  return VERBS.map((verb) => ({ verb, group, resource, namespace: place }));
}
