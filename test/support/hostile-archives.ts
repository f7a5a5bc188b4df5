import { gzipSync } from 'node:zlib';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { paxRecord } from '../../src/archive/tar/pax.ts';
import { END_MARKER, forgeArchive, forgeEntry, forgeHeader, versionEntry } from './tar-forge.ts';

/** An archive that nobody may restore from, named by its defect. */
export interface HostileArchive {
  /** Of the catalogue of failures. */
  readonly row: number;
  readonly defect: string;
  readonly bytes: Buffer;
  readonly code: Extract<ProblemCode, 'archive-unreadable' | 'archive-unsupported'>;
}

const NAMESPACE = 'resources/configmaps/namespaces/shop/settings.json';

/** The bytes of a ConfigMap that agrees with the path of `anEntryOf`. */
export function aDocument(name = 'settings', data: Readonly<Record<string, string>> = {}): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data });
}

/** A ConfigMap's entry in the folder of a version, or its main copy without one. */
export function anEntryOf(name: string, body = aDocument(name), folder?: string): Buffer {
  const version = folder === undefined ? '' : `${folder}/`;
  return forgeEntry({ name: `resources/configmaps/${version}namespaces/shop/${name}.json` }, body);
}

/** One archive per defect; everything but the defect is in order. */
export function hostileArchives(): HostileArchive[] {
  const item = anEntryOf('settings');
  const good = forgeArchive([versionEntry(), item]);
  const members = [versionEntry(), item, END_MARKER].map((part) => gzipSync(part));
  const withEntry = (...entries: Buffer[]) => forgeArchive([versionEntry(), item, ...entries]);
  const named = (name: string) => withEntry(forgeEntry({ type: 'x' }, paxRecord('path', name)), forgeEntry({}, '{}'));
  const typed = (type: string) => withEntry(forgeEntry({ type, name: NAMESPACE, linkname: '/etc/shadow' }));
  const unreadable: readonly (readonly [number, string, Buffer])[] = [
    [71, 'that is cut in the middle', good.subarray(0, good.length >> 1)],
    [71, 'that lacks its last byte', good.subarray(0, -1)],
    [71, 'of no bytes', Buffer.alloc(0)],
    [73, 'of several members that is cut between them', Buffer.concat(members.slice(0, 2))],
    [74, 'without an end marker', forgeArchive([versionEntry(), item], Buffer.alloc(0))],
    [75, 'with bytes after its end', Buffer.concat([good, Buffer.from('more')])],
    [75, 'with zeros after its end', Buffer.concat([good, Buffer.alloc(512)])],
    [76, 'with a path to the folder above', named('resources/pods/../../../etc/passwd.json')],
    [76, 'with an absolute path', named('/etc/passwd')],
    [76, 'with backslashes in a path', named('resources\\pods\\cluster\\a.json')],
    [76, 'with NUL in a path', named('resources/pods/cluster/a\0.json')],
    [76, 'with a control character in a path', named('resources/pods\u0007/cluster/a.json')],
    [76, 'with a file of another program', named('kopia/repository.json')],
    [77, 'with a hard link', typed('1')],
    [77, 'with a symbolic link', typed('2')],
    [77, 'with a character device', typed('3')],
    [77, 'with a pipe', typed('6')],
    [77, 'with a sparse file', typed('S')],
    [79, 'with a negative size', withEntry(forgeHeader({ size: Buffer.alloc(12, 0xff) }))],
    [79, 'with an item beyond every limit', withEntry(forgeHeader({ size: 67_108_865 }))],
    [79, 'whose PAX size lies', withEntry(forgeEntry({ type: 'x' }, paxRecord('size', '9')), item)],
    [80, 'with a PAX header of 256 MiB', withEntry(forgeHeader({ type: 'x', size: 268_435_456 }))],
    [80, 'with a long name of 256 MiB', withEntry(forgeHeader({ type: 'L', size: 268_435_456 }))],
    [81, 'that unpacks to a thousand times its size', bomb()],
    [85, 'with a version that is none', forgeArchive([versionEntry('newest\n'), item])],
  ];
  return [
    ...unreadable.map(([row, defect, bytes]) => ({ row, defect, bytes, code: 'archive-unreadable' as const })),
    {
      row: 85,
      defect: 'of a newer format',
      bytes: forgeArchive([versionEntry('2.0.0\n'), item]),
      code: 'archive-unsupported',
    },
  ];
}

/** 68 MiB of zeros, in items that each are within their limit. */
function bomb(): Buffer {
  const body = Buffer.alloc(17_825_792);
  return forgeArchive([
    versionEntry(),
    ...['a', 'b', 'c', 'd'].map((name) => forgeEntry({ name: `resources/pods/cluster/${name}.json` }, body)),
  ]);
}
