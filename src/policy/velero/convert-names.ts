import { nameFault, nameSuggestion } from '../names.ts';
import { fieldsOf, type Fields } from './translation.ts';

/** The names of Velero's documents as ours. */
export interface Names {
  /** Undefined for a document without a name. */
  readonly of: (object: Fields) => string | undefined;
  readonly ofLocation: (name: string) => string | undefined;
}

/**
 * A name for each document: its own where that is allowed and free, else one that keeps most of it. Policies of all kinds
 * share one set of names, locations have another. Schedules come first: their names stand in labels of many backups.
 */
export function namesFor(objects: readonly Fields[]): Names {
  const names = new Map<Fields, string>();
  const locations = new Map<string, string>();
  const taken = { policies: new Set<string>(), locations: new Set<string>() };
  for (const object of objects.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const { name: written } = fieldsOf(object['metadata']);
    if (typeof written !== 'string') continue;
    const isLocation = object['kind'] === 'BackupStorageLocation';
    const name = free(written, isLocation ? taken.locations : taken.policies);
    names.set(object, name);
    if (isLocation) locations.set(written, name);
  }
  return { of: (object) => names.get(object), ofLocation: (name) => locations.get(name) };
}

function rankOf({ kind, metadata }: Fields): number {
  const { name } = fieldsOf(metadata);
  const isKept = typeof name === 'string' && nameFault(name) === undefined;
  return (isKept ? 0 : 3) + ['Schedule', 'Backup', 'Restore'].indexOf(String(kind));
}

function free(written: string, taken: Set<string>): string {
  const base = nameFault(written) === undefined ? written : (nameSuggestion(written) ?? 'unnamed');
  let name = base;
  for (let i = 2; taken.has(name); i++) name = `${base.slice(0, 39 - String(i).length).replace(/-+$/, '')}-${i}`;
  taken.add(name);
  return name;
}
