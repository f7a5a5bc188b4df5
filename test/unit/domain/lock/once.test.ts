import { describe, expect, it } from 'vitest';
import { judgeOnce, type OnceFacts, type OnceRecord, onceRefusal } from '../../../../src/domain/lock/once.ts';

const FACTS: OnceFacts = { requestHash: 'a'.repeat(64), runId: 'run-2', job: { name: 'restore-shop-1', uid: 'run-2' } };
const END = { exitCode: 80, phase: 'PartiallyFailed', result: 'lifeboat-result-restore-shop-1-11111111' };

function aRecord(overrides: Partial<OnceRecord> = {}): OnceRecord {
  return { ...FACTS, runId: 'run-1', job: { name: 'restore-shop-1', uid: 'run-1' }, end: undefined, ...overrides };
}

describe('a request that was taken up before', () => {
  it('is done when it ended, whichever Job asks again', () => {
    const verdict = judgeOnce(aRecord({ end: END }), FACTS, false);

    expect(verdict).toEqual({ outcome: 'done', ...END });
    expect(onceRefusal('restore-shop-1', verdict, FACTS)).toBeUndefined();
  });

  it('is carried on by the next Pod of the same Job', () => {
    const verdict = judgeOnce(aRecord({ runId: 'run-2' }), FACTS, true);

    expect(verdict).toEqual({ outcome: 'resumed', from: 'run-2' });
  });

  it('is taken over from a Job that is gone', () => {
    const verdict = judgeOnce(aRecord(), FACTS, false);

    expect(verdict).toEqual({ outcome: 'resumed', from: 'run-1' });
  });

  it('is left to a Job that is there, and may start another Pod', () => {
    const verdict = judgeOnce(aRecord(), FACTS, true);

    expect(verdict).toEqual({ outcome: 'held', by: 'restore-shop-1' });
    expect(onceRefusal('restore-shop-1', verdict, FACTS)).toMatchObject({ code: 'busy' });
  });

  it.each([
    ['over', END],
    ['under way', undefined],
  ])('is refused when it asks for something else now, naming both hashes, also when it is %s', (_, end) => {
    const recordedHash = 'b'.repeat(64);

    const verdict = judgeOnce(aRecord({ requestHash: recordedHash, end }), FACTS, false);
    const refusal = onceRefusal('restore-shop-1', verdict, FACTS);

    expect(verdict).toEqual({ outcome: 'changed', recordedHash });
    expect(refusal).toMatchObject({ code: 'policy-invalid' });
    expect(refusal?.hint).toContain(recordedHash);
    expect(refusal?.hint).toContain(FACTS.requestHash);
  });
});
