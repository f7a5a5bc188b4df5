import type { StorageLocation } from '../../../domain/storage-location.ts';
import { RunError } from '../../../domain/problem.ts';
import type { OptionSpecs } from '../../arguments/option.ts';
import type { Call } from '../../command.ts';
import { CLUSTER_OPTIONS, type OpenLocation, openCluster, openLocation } from '../../compose.ts';
import { locationAt, locationNamed, S3_OPTIONS } from '../../locations.ts';
import { POLICIES_OPTION, type ReadPolicies, readPolicies } from '../../policies/read-policies.ts';

/** Where to look for backups: a root, or a location that the policies define. */
export const PLACE_OPTIONS = {
  from: {
    type: 'string',
    valueName: 'ROOT',
    complete: 'directory',
    description: 'Where backups are: a folder, or s3://bucket/prefix',
  },
  location: { type: 'string', valueName: 'NAME', description: 'The StorageLocation of this name among the policies' },
  policies: POLICIES_OPTION,
  ...S3_OPTIONS,
  ...CLUSTER_OPTIONS,
} as const satisfies OptionSpecs;

/** Open locations, closed together at the end of the block that uses them. */
export interface OpenPlaces extends AsyncDisposable {
  readonly open: readonly OpenLocation[];
}

/**
 * Opens the location that the call names, or every one that its policies define: for reading only, whatever the policies
 * allow, or for what they allow.
 */
export async function openPlaces(
  call: Call<typeof PLACE_OPTIONS>,
  access: 'ReadOnly' | 'AsAllowed' = 'ReadOnly',
): Promise<OpenPlaces> {
  const locations = await namedLocations(call);
  const open: OpenLocation[] = [];
  const close = async () => {
    await Promise.all(open.map((place) => place.close()));
  };
  try {
    for (const location of locations) {
      const accessMode = access === 'ReadOnly' ? access : location.accessMode;
      open.push(await openLocation(call.ctx, { ...location, accessMode }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { open, [Symbol.asyncDispose]: close };
}

/** The locations that the call names, or all that its policies define. */
export async function namedLocations(call: Call<typeof PLACE_OPTIONS>): Promise<readonly StorageLocation[]> {
  const { io, options, given } = call;
  if (options.from === undefined) return locationsOfPolicies(call);
  if (options.location === undefined) return [await locationAt(options.from, options, io.cwd)];
  throw new RunError('usage', `${given.get('from')} and ${given.get('location')} both say where backups are`, {
    hint: 'Leave one of them out.',
  });
}

async function locationsOfPolicies(call: Call<typeof PLACE_OPTIONS>): Promise<readonly StorageLocation[]> {
  const { options } = call;
  const {
    source: { source },
    parsed: { documents, found },
  } = await readPoliciesOf(call);
  const isMeant = (name: string | undefined) => options.location === undefined || options.location === name;
  const broken = found.find(
    ({ kind, name, policy }) => kind === 'StorageLocation' && policy === undefined && isMeant(name),
  );
  if (broken !== undefined) {
    throw new RunError('policy-invalid', `StorageLocation ${broken.name ?? 'without a name'} in ${source} is invalid`, {
      hint: `See lifeboat validate ${options.policies}.`,
    });
  }
  const locations = documents.filter((policy) => policy.kind === 'StorageLocation');
  if (options.location !== undefined) return [locationNamed(locations, options.location, source)];
  if (locations.length > 0) return locations;
  throw new RunError('location-not-found', `${source} defines no StorageLocation`, {
    hint: 'Add one, or give --from.',
  });
}

async function readPoliciesOf(call: Call<typeof PLACE_OPTIONS>): Promise<ReadPolicies> {
  const { io, ctx, options, given, redactor } = call;
  try {
    return await readPolicies(ctx, options.policies, { io, openCluster: () => openCluster(ctx, options, redactor) });
  } catch (error) {
    const isUnsaid = error instanceof RunError && error.code === 'policy-not-found' && !given.has('policies');
    if (!isUnsaid) throw error;
    throw new RunError('usage', 'It is not said where backups are', {
      hint: 'Give --from a folder or s3://bucket/prefix, or --policies that define a StorageLocation.',
      cause: error,
    });
  }
}
