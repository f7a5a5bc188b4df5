import { describe, expect, it } from 'vitest';
import {
  isAtWork,
  isOurs,
  markOf,
  markPatch,
  type StopMark,
  UNMARK_PATCH,
} from '../../../../../src/domain/restore/apps/stop-mark.ts';
import { mergePatched } from './merge-patched.ts';

const JOB = { namespace: 'lifeboat-restore', name: 'again', uid: 'uid-1' };
const MARK: StopMark = { restore: 'again-1', runId: 'run-1', job: JOB, was: { replicas: 3 } };

describe('the mark of what is stopped', () => {
  it.each([
    ['of a Job', MARK],
    ['by hand', { restore: 'again-1', runId: 'run-1', was: { suspend: null } }],
  ])('reads back: %s', (_, mark) => {
    expect(markOf({ metadata: markPatch(mark) })).toEqual(mark);
  });

  it('goes without a trace', () => {
    const object = { metadata: { labels: { app: 'web' }, annotations: { note: 'x' } } };

    const marked = mergePatched(object, { metadata: markPatch(MARK) });
    const unmarked = mergePatched(marked, { metadata: UNMARK_PATCH });

    expect(markOf(marked)).toEqual(MARK);
    expect(unmarked).toEqual(object);
  });

  it.each(['', 'x', '{}', '[]', '{"restore":"r","runId":"x"}'])('is not %j', (text) => {
    expect(markOf({ metadata: { annotations: { 'lifeboat.dev/stopped-by': text } } })).toBeUndefined();
  });

  it('is ours where a Pod of this Job has set it', () => {
    expect([isOurs(MARK, { runId: 'run-1' }), isOurs(MARK, { runId: 'run-2' })]).toEqual([true, false]);
  });

  it.each([
    ['gone', undefined, false],
    ['another of its name', { metadata: { uid: 'uid-2' } }, false],
    ['there', { metadata: { uid: 'uid-1' } }, true],
    ['complete', { metadata: { uid: 'uid-1' }, status: { conditions: [{ type: 'Complete', status: 'True' }] } }, false],
    ['failed', { metadata: { uid: 'uid-1' }, status: { conditions: [{ type: 'Failed', status: 'True' }] } }, false],
    [
      'suspended',
      { metadata: { uid: 'uid-1' }, status: { conditions: [{ type: 'Suspended', status: 'True' }] } },
      true,
    ],
  ])('is obeyed as long as its Job may work: a Job that is %s', (_, job, expected) => {
    expect(isAtWork(job, JOB)).toBe(expected);
  });
});
