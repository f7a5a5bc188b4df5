import { describe, expect, it } from 'vitest';
import { HookLog, type HookRun } from '../../../../src/domain/hooks/hook-log.ts';

const RUN: HookRun = { phase: 'pre', pod: 'shop/db-0', hook: 'freeze', outcome: 'success' };

describe('HookLog', () => {
  it('is a success without any hook', () => {
    expect(new HookLog().report()).toEqual({
      hookStatus: { hooksAttempted: 0, hooksFailed: 0 },
      hookState: 'success',
      hookStateDetails: [],
      hooks: [],
    });
  });

  it('counts those that were skipped as attempted, and details all that did not succeed', () => {
    const log = new HookLog();
    log.note(RUN);
    log.note({ ...RUN, outcome: 'failed', detail: 'it ended with exit code 1' });
    log.note({ ...RUN, phase: 'post', outcome: 'skipped', detail: 'it was not run' });

    const report = log.report();

    expect(report).toMatchObject({ hookStatus: { hooksAttempted: 3, hooksFailed: 1 }, hookState: 'failed' });
    expect(report.hookStateDetails).toEqual([
      { type: 'pre', title: 'freeze in shop/db-0', detail: 'it ended with exit code 1' },
      { type: 'post', title: 'freeze in shop/db-0', detail: 'it was not run' },
    ]);
  });

  it('counts whole, and tells as much as memory bears', () => {
    const log = new HookLog();
    for (let n = 0; n < 5_000; n++) log.note({ ...RUN, output: 'x'.repeat(4_000) });

    const { hookStatus, hooks } = log.report();

    expect(hookStatus.hooksAttempted).toBe(5_000);
    expect(hooks).toHaveLength(1_000);
    expect(JSON.stringify(hooks).length).toBeLessThan(512 * 1024);
  });
});
