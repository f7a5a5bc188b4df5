import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** The repository. */
export const ROOT = join(import.meta.dirname, '../../..');

/** A fenced block of a page. */
export interface CodeBlock {
  /** `docs/operations.md:17`: where its text begins. */
  readonly place: string;
  /** What stands behind the opening fence: `yaml`, `sh`; empty for none. */
  readonly language: string;
  readonly text: string;
}

/** A heading with what stands below it, up to the next heading of the same or a higher rank. */
export interface Section {
  readonly level: number;
  /** As written, without its marks: `What a run does`, `` `usage` ``. */
  readonly title: string;
  readonly line: number;
  readonly text: string;
}

/** A link as written: `[text](target)`. */
export interface Link {
  readonly line: number;
  readonly target: string;
}

/** One page of the repository, taken apart. */
export interface Page {
  /** From the repository's root, slash-separated. */
  readonly path: string;
  readonly text: string;
  readonly sections: readonly Section[];
  /** The names by which `#…` links find its headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly Link[];
  readonly blocks: readonly CodeBlock[];
}

/** Every page that people read: at the root, in `docs/` and in `test/`. */
export function allPages(): Page[] {
  const paths = globSync(['*.md', 'docs/**/*.md', 'test/*.md', 'test/golden/*.md'], { cwd: ROOT });
  return paths
    .map((path) => path.split(sep).join('/'))
    .toSorted()
    .map(readPage);
}

/** Reads one page. */
export function readPage(path: string): Page {
  return parsePage(path, readFileSync(join(ROOT, path), 'utf8'));
}

/** The section of a heading; fails where the page has none of that title. */
export function sectionOf({ path, sections }: Page, title: string): Section {
  const found = sections.find((section) => section.title === title);
  if (found === undefined) throw new Error(`${path} has no heading "${title}"`);
  return found;
}

/** The rows of a section's first table below its head, as cells without their surrounding blanks. */
export function tableOf({ text }: Section): string[][] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^\|[-| ]+\|$/.test(line));
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(0, end < 0 ? rest.length : end).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}

/** The words in backquotes. */
export function codesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
}

function parsePage(path: string, text: string): Page {
  const lines = text.split('\n');
  const blocks: CodeBlock[] = [];
  const prose: string[] = [];
  let open: { readonly fence: string; readonly language: string; readonly start: number } | undefined;
  for (const [i, line] of lines.entries()) {
    const fence = /^\s*(`{3,})(.*)$/.exec(line);
    prose.push(open === undefined && fence === null ? line : '');
    if (open === undefined && fence !== null) open = { fence: fence[1]!, language: fence[2]!.trim(), start: i + 1 };
    else if (open !== undefined && line.trim() === open.fence) {
      const { language, start } = open;
      blocks.push({ place: `${path}:${start + 1}`, language, text: `${lines.slice(start, i).join('\n')}\n` });
      open = undefined;
    }
  }
  const sections = sectionsOf(prose, lines);
  return { path, text, sections, anchors: anchorsOf(sections), links: linksOf(prose), blocks };
}

function sectionsOf(prose: readonly string[], lines: readonly string[]): Section[] {
  const heads = prose.flatMap((line, i) => {
    const [, marks, title] = /^(#{1,6}) (.+)$/.exec(line) ?? [];
    return marks === undefined || title === undefined ? [] : [{ level: marks.length, title: title.trim(), i }];
  });
  return heads.map(({ level, title, i }, n) => {
    const next = heads.slice(n + 1).find((other) => other.level <= level);
    return { level, title, line: i + 1, text: lines.slice(i + 1, next?.i).join('\n') };
  });
}

/** GitHub's rule: lower case, nothing but letters, digits, `-` and `_`, blanks as dashes, repetitions counted. */
function anchorsOf(sections: readonly Section[]): Set<string> {
  const anchors = new Set<string>();
  for (const { title } of sections) {
    const stem = title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\-_ ]/gu, '')
      .replaceAll(' ', '-');
    let anchor = stem;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${stem}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

function linksOf(prose: readonly string[]): Link[] {
  return prose.flatMap((line, i) => {
    const withoutCode = line.replaceAll(/`[^`]*`/g, 'code');
    return [...withoutCode.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => ({ line: i + 1, target: target! }));
  });
}
