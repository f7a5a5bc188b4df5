import { oneLine } from './one-line.ts';

/** A name, what is said beside it, and what hangs below it. */
export interface Branch {
  readonly name: string;
  readonly note?: string;
  readonly below?: readonly Branch[];
}

/** A tree of names with its lines drawn, one name a line, the root first. */
export function renderTree(root: Branch): string {
  return [labelOf(root), ...branchLines(root.below ?? [])].map((line) => `${line}\n`).join('');
}

function branchLines(branches: readonly Branch[]): string[] {
  return branches.flatMap((branch, at) => {
    const isLast = at === branches.length - 1;
    const below = branchLines(branch.below ?? []).map((line) => `${isLast ? '    ' : '│   '}${line}`);
    return [`${isLast ? '└── ' : '├── '}${labelOf(branch)}`, ...below];
  });
}

function labelOf({ name, note }: Branch): string {
  return note === undefined || note === '' ? oneLine(name, 300) : `${oneLine(name, 300)}  ${oneLine(note)}`;
}

/** The tree that slash-separated keys make, each file with its note: how a location's folder looks. */
export function treeOf(root: string, files: readonly { readonly key: string; readonly note: string }[]): Branch {
  const folders = new Map<string, { readonly key: string; readonly note: string }[]>();
  const below: Branch[] = [];
  for (const { key, note } of files.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
    const slash = key.indexOf('/');
    if (slash < 0) {
      below.push({ name: key, note });
      continue;
    }
    const folder = key.slice(0, slash);
    const inside = folders.get(folder) ?? [];
    if (inside.length === 0) below.push({ name: folder });
    inside.push({ key: key.slice(slash + 1), note });
    folders.set(folder, inside);
  }
  return {
    name: root,
    below: below.map((branch) => {
      const inside = folders.get(branch.name);
      return inside === undefined ? branch : treeOf(`${branch.name}/`, inside);
    }),
  };
}
