import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeMetadata } from '../../../../../../src/archive/files/metadata.ts';
import { commitFacts } from '../../../../../support/builders.ts';
import { lifeboat } from '../../../../../support/cli-rig.ts';

const SHA256 = '0'.repeat(64);

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lifeboat-gone-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function nameOf(n: number): string {
  return `hourly-${20_260_101_000_000 + n}`;
}

/** So many backups, of which some lack their archives and some their commit objects. */
function fill(
  count: number,
  { archives, commits }: { archives: readonly number[]; commits?: readonly number[] },
): void {
  for (let n = 0; n < count; n++) {
    const name = nameOf(n);
    const folder = join(root, 'backups', name);
    mkdirSync(folder, { recursive: true });
    const commit = encodeMetadata(commitFacts(), { name, archiveSha256: SHA256, manifestSha256: SHA256 });
    if (commits?.includes(n) !== true) writeFileSync(join(folder, 'velero-backup.json'), commit);
    if (!archives.includes(n)) writeFileSync(join(folder, `${name}.tar.gz`), 'x');
  }
}

interface Printed {
  readonly total: number;
  readonly pages: number;
  readonly continue?: string;
  readonly items: readonly { readonly name: string; readonly lacksArchive?: boolean }[];
  readonly unreadable: readonly { readonly name: string }[];
}

async function list(...words: string[]): Promise<Printed> {
  const { stdout } = await lifeboat(['list', '--from', root, '--order-by', 'name', '-o', 'json', ...words]);
  return JSON.parse(stdout) as Printed;
}

async function allPages(size: number): Promise<readonly Printed[]> {
  const pages = [await list('--size', String(size))];
  for (let next = pages[0]?.continue; next !== undefined; next = pages.at(-1)?.continue)
    pages.push(await list('--size', String(size), '--continue', next));
  return pages;
}

describe('backups whose archives are gone', () => {
  it('are on no page and in no total where all archives are looked for', async () => {
    fill(6, { archives: [1], commits: [4] });

    const pages = await allPages(2);

    const there = [0, 2, 3, 5].map((n) => nameOf(n));
    expect(pages.map(({ items }) => items.map(({ name }) => name))).toEqual([there.slice(0, 2), there.slice(2)]);
    expect(pages.map(({ total, pages: count }) => [total, count])).toEqual([
      [4, 2],
      [4, 2],
    ]);
    expect((await list('--size', '2', '--page', '2')).items).toEqual(pages[1]?.items);
    expect(pages.map(({ unreadable }) => unreadable.map(({ name }) => name))).toEqual([[nameOf(1)], [nameOf(1)]]);
  });

  it('keep their places where only those of a page are, and say that they are none', async () => {
    fill(101, { archives: [1, 60] });

    const pages = await allPages(50);

    expect(pages.map(({ items, total }) => [items.length, total])).toEqual([
      [50, 101],
      [50, 101],
      [1, 101],
    ]);
    const items = pages.flatMap((page) => page.items);
    expect(items.map(({ name }) => name)).toEqual(Array.from({ length: 101 }, (_, n) => nameOf(n)));
    expect(items.filter(({ lacksArchive }) => lacksArchive).map(({ name }) => name)).toEqual([nameOf(1), nameOf(60)]);
    expect((await list()).items.filter(({ lacksArchive }) => lacksArchive)).toEqual([]); // too many to look for
    expect(pages[1]?.unreadable.map(({ name }) => name)).toEqual([nameOf(60)]);
  });

  it('are left out of long lists with --archives, and told as removed in the words of others', async () => {
    fill(101, { archives: [1] });

    const [exact, words, table] = [
      await list('--archives', '--size', '1'),
      await lifeboat(['list', '--from', root, '--order-by', 'name', '--size', '2', '-o', 'storware']),
      await lifeboat(['list', '--from', root, '--order-by', 'name', '--size', '2']),
    ];

    expect([exact.total, exact.pages]).toEqual([100, 100]);
    expect(words.stdout).toContain('SUCCESS_REMOVED');
    expect(table.stdout).toContain('Completed (archive gone)');
  });
});
