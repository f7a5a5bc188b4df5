import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES, exitCodeOfProblem } from '../../../src/cli/exit-code.ts';
import { OUTSIDE_WINDOW } from '../../../src/domain/backup/window.ts';
import type { ProblemCode } from '../../../src/domain/problem.ts';
import { RUN_ABORTED } from '../../../src/domain/result/attempt.ts';
import { codesIn, type Page, readPage, ROOT, sectionOf } from './markdown.ts';
import { unionIn } from './union.ts';

const page = readPage('docs/troubleshooting.md');

const PROBLEMS = unionIn('src/domain/problem.ts', 'ProblemCode') as ProblemCode[];
const ENTRIES = unionIn('src/domain/entry.ts', 'EntryCode');

/** Reasons of a restore's items that are never an entry: nobody is warned of them. */
const SILENT_REASONS = unionIn('src/domain/restore/reason.ts', 'ReasonCode').filter((code) => !ENTRIES.includes(code));

/** The codes that stand as headings below a heading. */
function headingsBelow({ sections }: Page, title: string): string[] {
  const start = sections.findIndex((section) => section.title === title);
  const rest = sections.slice(start + 1);
  const end = rest.findIndex(({ level }) => level <= sections[start]!.level);
  return rest.slice(0, end < 0 ? rest.length : end).map((section) => codesIn(section.title)[0] ?? section.title);
}

/** Files of the source that use a code, beside those that declare it and give it its number. */
function usesOf(code: string): string[] {
  const declare = new Set(['domain/problem.ts', 'domain/entry.ts', 'domain/diagnostic.ts', 'cli/exit-code.ts']);
  return globSync('**/*.ts', { cwd: join(ROOT, 'src') }).filter(
    (path) => !declare.has(path) && readFileSync(join(ROOT, 'src', path), 'utf8').includes(`'${code}'`),
  );
}

describe('docs/troubleshooting.md', () => {
  it('has a heading for every problem, and no other', () => {
    expect(headingsBelow(page, 'Problems')).toEqual(PROBLEMS);
  });

  it('has a heading for every entry, and no other', () => {
    expect(headingsBelow(page, 'Entries')).toEqual(ENTRIES);
  });

  it('has a heading for every other reason that a result may give', () => {
    expect(headingsBelow(page, 'Other reasons')).toEqual([RUN_ABORTED, 'bug', OUTSIDE_WINDOW, ...SILENT_REASONS]);
  });

  it.each(PROBLEMS)('tells exit code and reaction of the Job: %s', (problem) => {
    const { text } = sectionOf(page, `\`${problem}\``);

    const code = exitCodeOfProblem(problem);
    const job = EXIT_CODES.find((one) => one.code === code)?.job === 'is tried again' ? 'tries again' : 'fails at once';
    expect(text).toMatch(new RegExp(`Exit code ${code}[;.,]`));
    const told = /the Job (tries again|fails at once)/.exec(text)?.[1];
    expect([job, undefined]).toContain(told);
  });

  it.each(ENTRIES)('tells whether it is an error or a warning: %s', (entry) => {
    const { text } = sectionOf(page, `\`${entry}\``);

    expect(text.trim()).toMatch(/^(Error|Warning)\b/);
  });

  it('describes no code that nothing uses', () => {
    const unused = [...PROBLEMS, ...ENTRIES].filter((code) => usesOf(code).length === 0);

    expect(unused).toEqual([]);
  });
});
