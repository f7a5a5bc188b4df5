import type { Command } from '../command.ts';
import { SUMMARIES } from './summaries.ts';

/** Where a command is declared; loaded when it is called, so that starting costs no more than what is used. */
export interface CatalogEntry {
  /** The command's name, then its aliases, as its declaration has them. */
  readonly names: readonly [string, ...string[]];
  readonly load: () => Promise<Command>;
}

/** Every command, in the order of help. */
export const CATALOG: readonly CatalogEntry[] = [
  { names: ['run'], load: async () => (await import('./run/run.ts')).run },
  { names: ['backup'], load: async () => (await import('./run/backup.ts')).backup },
  { names: ['restore'], load: async () => (await import('./run/restore.ts')).restore },
  { names: ['list', 'ls', 'get', 'snapshots'], load: async () => (await import('./find/list/list.ts')).list },
  { names: ['describe'], load: async () => (await import('./find/describe.ts')).describe },
  { names: ['status'], load: async () => (await import('./find/runs/status.ts')).status },
  { names: ['history'], load: async () => (await import('./find/runs/history.ts')).history },
  { names: ['entities'], load: async () => (await import('./find/entities/entities.ts')).entities },
  { names: ['report'], load: async () => (await import('./tell/report.ts')).report },
  { names: ['logs'], load: async () => (await import('./find/logs.ts')).logs },
  { names: ['sync'], load: async () => (await import('./find/runs/sync.ts')).sync },
  { names: ['show'], load: async () => (await import('./fetch/show.ts')).show },
  { names: ['download'], load: async () => (await import('./fetch/download/download.ts')).download },
  { names: ['downloads'], load: async () => (await import('./fetch/downloads/downloads.ts')).downloads },
  { names: ['export'], load: async () => (await import('./fetch/export/export.ts')).exportBackup },
  { names: ['verify'], load: async () => (await import('./prove/verify.ts')).verify },
  { names: ['accept'], load: async () => (await import('./prove/accept.ts')).accept },
  { names: ['diff'], load: async () => (await import('./fetch/diff/diff.ts')).diff },
  { names: ['hold'], load: async () => (await import('./keep/facts/hold.ts')).hold },
  { names: ['release'], load: async () => (await import('./keep/facts/release.ts')).release },
  { names: ['extend'], load: async () => (await import('./keep/facts/extend.ts')).extend },
  { names: ['label'], load: async () => (await import('./keep/facts/label.ts')).label },
  { names: ['annotate'], load: async () => (await import('./keep/facts/annotate.ts')).annotate },
  { names: ['prune'], load: async () => (await import('./keep/prune.ts')).prune },
  { names: ['delete', 'rm'], load: async () => (await import('./keep/delete.ts')).deleteCommand },
  { names: ['validate'], load: async () => (await import('./prove/validate.ts')).validate },
  { names: ['explain'], load: async () => (await import('./about/explain.ts')).explain },
  { names: ['convert'], load: async () => (await import('./convert/convert.ts')).convert },
  { names: ['api'], load: async () => (await import('./api/api.ts')).api },
  { names: ['version'], load: async () => (await import('./about/version.ts')).version },
  { names: ['completion'], load: async () => (await import('./about/completion.ts')).completion },
  { names: ['help'], load: async () => (await import('./about/help.ts')).help },
];

/** The entry of a command, by its name or an alias. */
export function findEntry(name: string): CatalogEntry | undefined {
  return CATALOG.find(({ names }) => names.includes(name));
}

/** Every command's declaration; for help and the check of variables. */
export async function loadAllCommands(): Promise<readonly Command[]> {
  return Promise.all(CATALOG.map(({ load }) => load()));
}

/** Every command's name and what it is for; loads none of those that are known by `SUMMARIES`. */
export async function summariseCommands(): Promise<readonly Pick<Command, 'name' | 'summary'>[]> {
  return Promise.all(
    CATALOG.map(async ({ names: [name], load }) => ({ name, summary: SUMMARIES[name] ?? (await load()).summary })),
  );
}
