import { expect, it } from 'vitest';
import type { Entry } from '../../../src/domain/entry.ts';
import { Journal } from '../../../src/run/journal.ts';
import { aRunResult } from '../../support/builders.ts';
import { aContext } from '../../support/context.ts';

it('notes entries however many they are', () => {
  const journal = new Journal(aRunResult({ phase: 'InProgress', terminal: false }), async () => []);
  const entries = Array.from({ length: 200_000 }, (): Entry => ({ code: 'exists-and-differs', message: 'differs' }));

  journal.note(aContext(), { errors: [], warnings: entries });

  expect(journal.result).toMatchObject({ errorCount: 0, warningCount: 200_000 });
});
