import type { Entry } from '../../entry.ts';
import { formatItemRef, type ItemRef } from '../../item.ts';
import { isJsonObject, type JsonObject, listAt, objectAt, textAt, valueAt } from '../../json/exact-json.ts';
import { formatGroupResource } from '../../resource.ts';
import type { PlannedItem } from '../plan.ts';

/** Where objects say what their Pods are like: a Pod, what has a template of Pods, a CronJob. */
const POD_SPECS: readonly (readonly string[])[] = [
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ['spec', 'template', 'spec'],
  ['spec'],
];

/** What of a Pod reaches the node that it runs on. */
const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC'] as const;
const CONTAINERS = ['containers', 'initContainers'] as const;

/** Objects that go into one namespace with the same power. */
interface Noted {
  readonly power: string;
  readonly target: string;
  readonly first: ItemRef;
  count: number;
}

/**
 * Gathers what a mapping gives workloads, or they give their new namespace: Pods that reach the node in a namespace where
 * nobody expects them, and Pods that run as a ServiceAccount that is there already, whatever that may do. Who can write
 * to the place where backups lie could use either.
 */
export class MappedWorkloads {
  readonly #host = new Map<string, Noted>();
  readonly #accounts = new Map<string, Noted>();
  /** ServiceAccounts that this restore makes, `<namespace>/<name>`. */
  readonly #made = new Set<string>();

  /** Notes an item that is written; what keeps its namespace is passed over. */
  add({ ref, action, target }: Pick<PlannedItem, 'ref' | 'action' | 'target'>, object: JsonObject): void {
    if (target === undefined || target === ref.namespace) return;
    if ((action === 'create' || action === 'recreate') && formatGroupResource(ref) === 'serviceaccounts')
      this.#made.add(`${target}/${ref.name}`);
    const spec = podSpecOf(object);
    if (spec === undefined) return;
    for (const power of hostPowersOf(spec)) note(this.#host, { power, target, first: ref });
    const account = textAt(spec, 'serviceAccountName') ?? 'default';
    if (account !== 'default') note(this.#accounts, { power: account, target, first: ref });
  }

  /** One warning for each power and each account, by namespace. */
  warnings(): Entry[] {
    const strangers = [...this.#accounts.values()].filter(({ power, target }) => !this.#made.has(`${target}/${power}`));
    return [
      ...[...this.#host.values()].map((noted) => warningOf(noted, `with ${noted.power}`)),
      ...strangers.map((noted) =>
        warningOf(noted, `with its ServiceAccount ${noted.power}, which this restore does not make`),
      ),
    ];
  }
}

/** What the Pods of an object are like; undefined for what starts none. */
function podSpecOf(object: JsonObject): JsonObject | undefined {
  return POD_SPECS.map((path) => objectAt(object, ...path)).find((spec) => listAt(spec, 'containers').length > 0);
}

function hostPowersOf(spec: JsonObject): string[] {
  const containers = CONTAINERS.flatMap((field) => listAt(spec, field));
  const isPrivileged = containers.some((container) => valueAt(container, 'securityContext', 'privileged') === true);
  const mountsHost = listAt(spec, 'volumes').some((volume) => isJsonObject(valueAt(volume, 'hostPath')));
  return [
    ...(isPrivileged ? ['privileged containers'] : []),
    ...(mountsHost ? ['hostPath volumes'] : []),
    ...HOST_FIELDS.filter((field) => valueAt(spec, field) === true),
  ];
}

function note(known: Map<string, Noted>, seen: Omit<Noted, 'count'>): void {
  const key = `${seen.target} ${seen.power}`;
  const noted = known.get(key);
  if (noted === undefined) known.set(key, { ...seen, count: 1 });
  else noted.count++;
}

function warningOf({ target, first, count }: Noted, how: string): Entry {
  const what = count === 1 ? `${formatItemRef(first)} goes` : `${formatItemRef(first)} and ${count - 1} more go`;
  return { code: 'workload-mapped', item: first, message: `${what} into namespace ${target} ${how}` };
}
