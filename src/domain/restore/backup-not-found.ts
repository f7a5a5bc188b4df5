import { nearestName } from '../nearest-name.ts';
import { RunError } from '../problem.ts';

/** What a storage location holds, by name. */
export interface Shelf {
  readonly root: string;
  readonly listing: {
    readonly backups: readonly { readonly name: string }[];
    readonly uncommitted: readonly string[];
  };
}

/**
 * `backup-not-found`, told by what there is instead: the nearest name, or that the backup of that name is unfinished.
 * `words` may stand where the name stood, as `latest` may in some places.
 */
export function backupNotFound(name: string, shelves: readonly Shelf[], words: readonly string[] = []): RunError {
  const roots = shelves.map(({ root }) => root).join(', ');
  if (shelves.some(({ listing }) => listing.uncommitted.includes(name))) {
    return new RunError('backup-not-found', `${name} in ${roots} was never finished, or is being made now`, {
      hint: 'Take another backup of `lifeboat list`, or wait until this one is made.',
    });
  }
  const names = shelves.flatMap(({ listing }) => listing.backups.map((backup) => backup.name));
  const nearest = nearestName(name, [...names, ...words]);
  return new RunError('backup-not-found', `There is no backup ${name} in ${roots}`, {
    hint: nearest === undefined ? whatIsThere(names) : `Did you mean ${nearest}?`,
  });
}

function whatIsThere([first, ...others]: readonly string[]): string {
  if (first === undefined) return 'There are none; is this where they are?';
  return others.length === 0 ? `The only one is ${first}` : `There are ${others.length + 1}; see \`lifeboat list\``;
}
