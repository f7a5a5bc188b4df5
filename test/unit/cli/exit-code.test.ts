import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES, exitCodeOf, exitCodeOfProblem } from '../../../src/cli/exit-code.ts';
import { isRetriable, type ProblemCode } from '../../../src/domain/problem.ts';

const ROOT = join(import.meta.dirname, '../../..');

const NUMBERS: Readonly<Record<ProblemCode, number>> = {
  usage: 64,
  'archive-unreadable': 65,
  'archive-unsupported': 65,
  'policy-not-found': 66,
  'backup-not-found': 66,
  'location-not-found': 66,
  'item-not-found': 66,
  internal: 70,
  'backup-exists': 73,
  'cannot-write': 73,
  'cluster-unavailable': 75,
  'storage-unavailable': 75,
  'lock-lost': 75,
  'permission-denied': 77,
  'policy-invalid': 78,
  'not-supported': 78,
  'tls-untrusted': 78,
  'cluster-mismatch': 78,
  'nothing-selected': 78,
  busy: 79,
  'plan-stale': 81,
  'deadline-exceeded': 124,
  interrupted: 130,
  terminated: 143,
};
const CODES = Object.keys(NUMBERS) as ProblemCode[];

describe('the exit code of a problem', () => {
  it.each(CODES)('is documented for %s', (code) => {
    const number = exitCodeOfProblem(code);

    expect(number).toBe(NUMBERS[code]);
    expect(EXIT_CODES.map(({ code }) => code)).toContain(number);
  });

  it.each(CODES)('makes a Job do with %s what the code itself says', (code) => {
    const row = EXIT_CODES.find(({ code: number }) => number === exitCodeOfProblem(code));

    expect(row?.job).toBe(isRetriable(code) ? 'is tried again' : 'fails at once');
  });
});

describe('the exit code of a run', () => {
  it.each([
    ['Completed', 'Fail', 0],
    ['Planned', 'Fail', 0],
    ['Skipped', 'Fail', 0],
    ['PartiallyFailed', 'Fail', 80],
    ['PartiallyFailed', 'Succeed', 0],
    ['FailedValidation', 'Fail', 78],
    ['Failed', 'Fail', 70],
    ['InProgress', 'Fail', 70],
  ] as const)('%s under onPartial %s is %i', (phase, onPartial, code) => {
    expect(exitCodeOf({ phase, onPartial, problem: undefined })).toBe(code);
  });

  it('is that of the problem which ended it, whatever the phase', () => {
    expect(exitCodeOf({ phase: 'Failed', onPartial: 'Succeed', problem: 'busy' })).toBe(79);
    expect(exitCodeOf({ phase: 'Failed', onPartial: 'Fail', problem: 'bug' })).toBe(1);
  });
});

it('lists every number that the program names, and no command ends with another', () => {
  const listed = new Set(EXIT_CODES.map(({ code }) => code));
  const numbers = globSync('{src/**/*.ts,schemas/v1alpha1/*.json,docs/*.md,README.md}', { cwd: ROOT }).flatMap((path) =>
    numbersIn(path, readFileSync(join(ROOT, path), 'utf8')),
  );

  expect(numbers.length).toBeGreaterThan(50);
  expect(numbers.filter(({ number }) => !listed.has(number))).toEqual([]);
  expect(new Set(numbers.map(({ number }) => number))).toEqual(listed);
});

/** Numbers that a text calls exit codes, and those that code ends with: what it returns, and constants for that. */
function numbersIn(path: string, text: string): { readonly path: string; readonly number: number }[] {
  const phrases = /\bexits? (?:codes? |with )(\d+)/gi;
  const code = path.startsWith('src/cli/') ? /(?:\breturn |\? 0 : |_EXIT_CODE = )(\d+);/g : /(?!)/g;
  return [...text.matchAll(phrases), ...text.matchAll(code)].map(([, number]) => ({ path, number: Number(number) }));
}

it('lists every code once, in order', () => {
  const codes = EXIT_CODES.map(({ code }) => code);

  expect(codes).toEqual([...new Set(codes)].toSorted((a, b) => a - b));
});
