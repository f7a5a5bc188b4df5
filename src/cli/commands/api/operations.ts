import { nearestName } from '../../../domain/nearest-name.ts';
import { RunError } from '../../../domain/problem.ts';
import { ASTRA } from './astra.ts';
import { CLOUDERA } from './cloudera.ts';
import type { ApiInterface, Operation } from './operation.ts';
import { STORWARE } from './storware.ts';
import { VELERO } from './velero.ts';

/** Cloudera's operations by their own names, the others behind the name of their interface. */
const INTERFACES: readonly ApiInterface[] = [CLOUDERA, VELERO, ASTRA, STORWARE];

const OPERATIONS: ReadonlyMap<string, { readonly of: ApiInterface; readonly perform: Operation }> = new Map(
  INTERFACES.flatMap((of) =>
    Object.entries(of.operations).map(([name, perform]) => [`${of.prefix}${name}`, { of, perform }] as const),
  ),
);

/** The name of every operation. */
export const OPERATION_NAMES: readonly string[] = [...OPERATIONS.keys()];

/** Every operation in a line or two for each interface. */
export const OPERATION_LINES = INTERFACES.map(
  ({ title, prefix, operations }) => `${title}: ${prefix}${Object.keys(operations).join(', ')}`,
).join('\n');

/** The operation of a name, with its interface; throws `usage` with the nearest name, also where its prefix is missing. */
export function operationNamed(name: string): { readonly of: ApiInterface; readonly perform: Operation } {
  const found = OPERATIONS.get(name);
  if (found !== undefined) return found;
  const own = name.slice(name.indexOf('/') + 1);
  const bare = new Map(OPERATION_NAMES.toReversed().map((known) => [known.slice(known.indexOf('/') + 1), known]));
  const nearest = nearestName(name, OPERATION_NAMES) ?? bare.get(nearestName(own, [...bare.keys()]) ?? '');
  throw new RunError('usage', `There is no operation ${JSON.stringify(name)}`, {
    hint: nearest === undefined ? 'lifeboat api --help names all of them.' : `Did you mean ${nearest}?`,
  });
}
