import { RunError } from '../../../domain/problem.ts';
import type { Cluster } from '../../../kube/cluster.ts';
import type { OptionSpecs } from '../../arguments/option.ts';
import type { Call } from '../../command.ts';
import { openCluster, type OpenLocation } from '../../compose.ts';
import { openPlaces, PLACE_OPTIONS } from './places.ts';

/** Where to look: storage locations, the result ConfigMaps of a cluster, or both. */
export const SOURCE_OPTIONS = {
  ...PLACE_OPTIONS,
  fromCluster: {
    type: 'boolean',
    default: false,
    description: 'Read the result ConfigMaps in the cluster, too; alone where no location is named',
  },
  runnerNamespace: {
    type: 'string',
    rare: true,
    valueName: 'NAME',
    description: 'Where Lifeboat’s Jobs run; else the namespace of the context',
  },
} as const satisfies OptionSpecs;

/** Result ConfigMaps, and the namespace that they are in. */
export interface OpenResults {
  readonly cluster: Cluster;
  readonly namespace: string;
}

/** What was opened for reading, closed together at the end of the block that uses it. */
export interface OpenSources extends AsyncDisposable {
  readonly places: readonly OpenLocation[];
  readonly results: OpenResults | undefined;
}

/** Where sources look, in words: `s3://backups or namespace lifeboat`. */
export function whereOf({ places, results }: Pick<OpenSources, 'places' | 'results'>): string {
  const roots = places.map(({ backups }) => backups.root);
  return [...roots, ...(results === undefined ? [] : [`namespace ${results.namespace}`])].join(' or ');
}

/** Whether the call says where backups are. */
export function namesPlace({ given }: Pick<Call, 'given'>): boolean {
  return ['from', 'location', 'policies'].some((key) => given.has(key));
}

/** Opens what the call names: locations unless only the cluster is asked, the cluster where it is asked. */
export async function openSources(call: Call<typeof SOURCE_OPTIONS>): Promise<OpenSources> {
  const isAsked = call.options.fromCluster || call.given.has('runnerNamespace');
  return openBoth(call, { isLocation: !isAsked || namesPlace(call), isCluster: isAsked });
}

/** As `openSources`, but a call that names nothing asks the cluster: for runs, which live there. */
export async function openSourcesOfRuns(call: Call<typeof SOURCE_OPTIONS>): Promise<OpenSources> {
  const isPlace = namesPlace(call);
  const isAsked = call.options.fromCluster || call.given.has('runnerNamespace') || !isPlace;
  return openBoth(call, { isLocation: isPlace, isCluster: isAsked });
}

async function openBoth(
  call: Call<typeof SOURCE_OPTIONS>,
  { isLocation, isCluster }: { readonly isLocation: boolean; readonly isCluster: boolean },
): Promise<OpenSources> {
  const stack = new AsyncDisposableStack();
  try {
    const places = isLocation ? stack.use(await openPlaces(call)).open : [];
    const results = isCluster ? await openResults(call, stack) : undefined;
    return { places, results, [Symbol.asyncDispose]: async () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function openResults(
  { ctx, options, redactor }: Call<typeof SOURCE_OPTIONS>,
  stack: AsyncDisposableStack,
): Promise<OpenResults> {
  const cluster = await openCluster(ctx, options, redactor);
  stack.defer(async () => cluster.close());
  const namespace = options.runnerNamespace ?? cluster.defaultNamespace;
  if (namespace !== '') return { cluster, namespace };
  throw new RunError('usage', 'It is not said in which namespace results are', { hint: 'Give --runner-namespace.' });
}
