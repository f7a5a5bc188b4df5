import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allPages, ROOT } from './markdown.ts';

const pages = allPages();
const pageAt = new Map(pages.map((page) => [page.path, page]));

/** Links into the repository, taken apart: the page or file meant, and the heading in it. */
const inside = pages.flatMap(({ path, links }) =>
  links
    .filter(({ target }) => !/^[a-z]+:/.test(target))
    .map(({ line, target }) => {
      const [file = '', anchor] = target.split('#', 2);
      const to = file === '' ? path : normalize(join(dirname(path), file));
      return { from: path, place: `${path}:${line}: ${target}`, to, anchor };
    }),
);

describe('the pages', () => {
  it('link to nothing that does not exist', () => {
    const dead = inside.filter(({ to }) => to.startsWith('..') || !existsSync(join(ROOT, to)));

    expect(dead.map(({ place }) => place)).toEqual([]);
  });

  it('link to no heading that does not exist', () => {
    const lost = inside.filter(
      ({ to, anchor }) => anchor !== undefined && pageAt.get(to)?.anchors.has(anchor) === false,
    );

    expect(lost.map(({ place }) => place)).toEqual([]);
  });

  it('are all reached from the README', () => {
    const reached = new Set(['README.md']);
    for (const path of reached) for (const { from, to } of inside) if (from === path) reached.add(to);

    const unreached = pages.map(({ path }) => path).filter((path) => !reached.has(path));

    expect(unreached).toEqual([]);
  });

  it('leave no code fence open', () => {
    const fences = pages.filter(({ text }) => (text.match(/^\s*```/gm) ?? []).length % 2 !== 0);

    expect(fences.map(({ path }) => path)).toEqual([]);
  });

  it('have one heading of the first rank', () => {
    const others = pages.filter(({ sections }) => sections.filter(({ level }) => level === 1).length !== 1);

    expect(others.map(({ path }) => path)).toEqual([]);
  });
});
