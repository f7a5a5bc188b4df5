import type { OpenArchive, WantedCopy } from '../../src/archive/backup-store.ts';
import type { RunContext } from '../../src/base/context.ts';
import { formatGroupResource } from '../../src/domain/resource.ts';
import type { ArchiveContents, ArchivedItem } from '../../src/domain/restore/contents.ts';
import type { VolumeFacts } from '../../src/domain/restore/volumes.ts';
import { refOf } from './restore-builders.ts';

/** One item of an archive in memory: its reference as `refOf` reads it, and what each of its copies says. */
export interface FakeItem {
  readonly item: string;
  /** By version, the preferred one of the type first; a text stands for itself. */
  readonly copies: Readonly<Record<string, object | string>>;
}

/** An item in version `v1` alone; `metadata` follows from the reference. */
export function archived(item: string, object: object): FakeItem {
  return { item, copies: { v1: documentOf(item, 'v1', object) } };
}

/** The document of an item in one version. */
export function documentOf(item: string, version: string, object: object): object {
  const { group, namespace, name } = refOf(item);
  const { metadata, ...fields } = object as { readonly metadata?: object };
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    ...fields,
    metadata: { name, ...(namespace !== undefined && { namespace }), ...metadata },
  };
}

/** A proven archive in memory: choosing among copies is as plain as it can be. */
export class FakeArchive implements OpenArchive {
  readonly contents: ArchiveContents;
  readonly volumes: VolumeFacts = { methods: new Map(), methodsOfClaims: new Map() };
  readonly warnings = [];
  /** The items of each pass, as far as it went. */
  readonly passes: string[][] = [];
  readonly #items: readonly FakeItem[];

  constructor(items: readonly FakeItem[]) {
    this.#items = items;
    const byType = Map.groupBy(items, ({ item }) => formatGroupResource(refOf(item)));
    this.contents = {
      types: [...byType.values()].map((of) => {
        const { group, resource } = refOf(of[0]!.item);
        const versions = [...new Set(of.flatMap(({ copies }) => Object.keys(copies)))];
        const names = of.map(({ item, copies }) => {
          const { namespace, name } = refOf(item);
          const own = Object.keys(copies);
          return { namespace, name, ...(own.length < versions.length && { versions: own }) };
        });
        return { group, resource, versions, items: names };
      }),
      items: items.length,
      sha256: 'a'.repeat(64),
      isComplete: true,
      formatVersion: '1.1.0',
    };
  }

  async *items(ctx: RunContext, wanted: WantedCopy): AsyncGenerator<ArchivedItem, void, void> {
    ctx.signal.throwIfAborted();
    const pass: string[] = [];
    this.passes.push(pass);
    for (const { item, copies } of this.#items) {
      const ref = refOf(item);
      const copy = wanted(ref);
      if (copy === undefined) continue;
      pass.push(item);
      const [main = ''] = Object.keys(copies);
      const version = copy.version !== undefined && Object.hasOwn(copies, copy.version) ? copy.version : main;
      const copied = copies[version];
      yield { ref, version, bytes: Buffer.from(typeof copied === 'string' ? copied : JSON.stringify(copied)) };
    }
  }

  async close(): Promise<void> {}
}
