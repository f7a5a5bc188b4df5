import { describe, expect, it } from 'vitest';
import { readsUntil } from '../../../../src/domain/lock/reads-until.ts';

const now = new Date('2026-11-21T02:00:00Z');
const at = (time: string) => new Date(`2026-11-${time}:00Z`);

describe('until when a restore counts as one that reads', () => {
  it.each([
    ['a day without any deadline', undefined, undefined, at('22T02:00')],
    ['its Job’s deadline', undefined, at('21T04:00'), at('21T04:00')],
    ['its own deadline, and until the Job’s next Pod has begun', 3_600_000, undefined, at('21T03:15')],
    ['its own deadline where the Job’s is later', 3_600_000, at('21T04:00'), at('21T03:15')],
    ['its Job’s deadline where its own is later', 86_400_000, at('21T04:00'), at('21T04:00')],
  ])('is %s', (_, timeoutMs, jobEndsAt, until) => {
    expect(readsUntil({ now, timeoutMs, jobEndsAt })).toEqual(until);
  });
});
