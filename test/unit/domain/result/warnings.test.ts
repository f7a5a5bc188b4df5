import { expect, it } from 'vitest';
import { withWarnings } from '../../../../src/domain/result/warnings.ts';
import { anEntry, aRunResult } from '../../../support/builders.ts';

const WARNING = anEntry({ code: 'report-failed', message: 'Cannot report to the status file: it is full' });

it('adds and counts warnings', () => {
  const result = withWarnings(aRunResult(), [WARNING]);

  expect(result).toMatchObject({ warningCount: 1, warnings: [WARNING] });
});

it('does not add what the result says already', () => {
  const result = aRunResult({ warningCount: 1, warnings: [WARNING] });

  expect(withWarnings(result, [{ ...WARNING }])).toBe(result);
});
