import { nearestName } from '../../domain/nearest-name.ts';
import { variableOf } from './option.ts';
import type { Environment } from './parse-arguments.ts';

/** A variable that looks like ours and is not. */
export interface UnknownVariable {
  readonly name: string;
  readonly nearest: string | undefined;
}

/** What the kubelet puts into Pods for a Service called `lifeboat…`: not settings, and nobody's mistake. */
const SERVICE_LINK = /_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_\d+_(TCP|UDP|SCTP)(_[A-Z]+)?)?)$/;

/** The `LIFEBOAT_*` variables that are no twin of any of these options: a misspelt one must not be ignored in silence. */
export function unknownVariables(env: Environment, optionKeys: Iterable<string>): UnknownVariable[] {
  const known = [...optionKeys].map(variableOf);
  return Object.keys(env)
    .filter((name) => name.startsWith('LIFEBOAT_') && !known.includes(name) && !SERVICE_LINK.test(name))
    .toSorted()
    .map((name) => ({ name, nearest: nearestName(name, known) }));
}
