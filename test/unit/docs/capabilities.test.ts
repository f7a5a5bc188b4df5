import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GLOBAL_OPTIONS } from '../../../src/cli/arguments/global-options.ts';
import { CATALOG, loadAllCommands } from '../../../src/cli/commands/catalog.ts';
import { codesIn, readPage, ROOT } from './markdown.ts';
import { unionIn } from './union.ts';

/** How many things the five interfaces ask for. */
const ROWS = 225;

const ANSWERS = new Set(['yes', 'otherwise', 'not yet', 'won’t']);

/** `[file](../test/…) “name of a test”`: what shows that a row is true. */
const SHOWN_BY = /^\[`[^`]+`\]\(\.\.\/(test\/[^)]+)\) “(.+)”$/;

const CODES = new Set([
  ...unionIn('src/domain/problem.ts', 'ProblemCode'),
  ...unionIn('src/domain/entry.ts', 'EntryCode'),
  ...unionIn('src/domain/diagnostic.ts', 'DiagnosticCode'),
]);

const COMMANDS = await loadAllCommands();

/** The rows of all tables that begin with a number. */
const rows = readPage('docs/capabilities.md')
  .text.split('\n')
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) => {
    const [number = '', asked = '', answer = '', how = '', shownBy = '', ...more] = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    return { number: Number(number), asked, answer, how, shownBy, more };
  });

describe('docs/capabilities.md', () => {
  it('has every row once, in order, with all its columns', () => {
    const numbers = rows.map(({ number }) => number);
    const broken = rows.filter(({ asked, how, more }) => asked === '' || how === '' || more.length > 0);

    expect(numbers).toEqual(Array.from({ length: ROWS }, (_, i) => i + 1));
    expect(broken).toEqual([]);
  });

  it('answers each row in one of four ways', () => {
    const others = rows.filter(({ answer }) => !ANSWERS.has(answer));

    expect(others).toEqual([]);
  });

  it('names a test that exists, for every row', () => {
    const missing = rows.filter(({ shownBy }) => !isThere(shownBy));

    expect(missing.map(({ number, shownBy }) => `${number}: ${shownBy}`)).toEqual([]);
  });

  it('tells the code that one gets today for what is not there yet', () => {
    const silent = rows.filter(
      ({ answer, how }) => answer === 'not yet' && codesIn(how).every((one) => !CODES.has(one)),
    );

    expect(silent).toEqual([]);
  });

  it('gives a reason and another way for what will not be', () => {
    const short = rows.filter(({ answer, how }) => answer === 'won’t' && !/ because .+; instead, /.test(how));

    expect(short).toEqual([]);
  });

  it('shows no command that Lifeboat does not have, but where it says so', () => {
    const unknown = rows.filter(
      ({ answer, how }) => answer !== 'not yet' && commandsIn(how).some((one) => !isKnown(one)),
    );

    expect(unknown).toEqual([]);
  });

  it('shows no flag that its command does not have', () => {
    const unknown = rows.flatMap(({ number, how }) =>
      codesIn(how)
        .filter((code) => unknownFlags(code).length > 0)
        .map((code) => `${number}: ${code}`),
    );

    expect(unknown).toEqual([]);
  });

  it('does not call a command missing that is there', () => {
    const stale = rows.filter(({ how }) => {
      const [, missing] = /`usage` today for `lifeboat ([a-z]+)/.exec(how) ?? [];
      return missing !== undefined && isKnown(missing);
    });

    expect(stale).toEqual([]);
  });
});

function isThere(shownBy: string): boolean {
  const [, file, name] = SHOWN_BY.exec(shownBy) ?? [];
  if (file === undefined || name === undefined || !existsSync(join(ROOT, file))) return false;
  return readFileSync(join(ROOT, file), 'utf8').replaceAll('\\', '').includes(name);
}

/** The first words of calls. */
function commandsIn(how: string): string[] {
  return codesIn(how).flatMap((code) => /^lifeboat ([a-z]+)/.exec(code)?.[1] ?? []);
}

function isKnown(command: string): boolean {
  return CATALOG.some(({ names }) => names.includes(command));
}

/** Flags of a call, `lifeboat list --name x`, that its command does not take. */
function unknownFlags(code: string): string[] {
  const [, name] = /^lifeboat ([a-z]+)/.exec(code) ?? [];
  const command = COMMANDS.find((one) => name !== undefined && [one.name, ...one.aliases].includes(name));
  if (command === undefined) return [];
  const keys = Object.keys({ ...command.options, ...GLOBAL_OPTIONS });
  const known = new Set(keys.map((key) => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)));
  return [...code.matchAll(/ --([a-z-]+)/g)].map(([, flag]) => flag!).filter((flag) => !known.has(flag));
}
