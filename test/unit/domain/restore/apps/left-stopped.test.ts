import { describe, expect, it } from 'vitest';
import { leftStopped, leftStoppedText } from '../../../../../src/domain/restore/apps/left-stopped.ts';
import type { RestoreSummary, RunResult, StoppedApp } from '../../../../../src/domain/result/result.ts';

const NONE = { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0 };

function restored(apps: readonly StoppedApp[], change: Partial<RestoreSummary> = {}) {
  return { restore: { name: 'tea-1', mode: 'Apply', ended: NONE, apps, ...change } as RestoreSummary };
}

const app = (name: string, end?: StoppedApp['end']): StoppedApp => ({
  item: `deployments.apps/tea/${name}`,
  stop: '2 replicas to 0',
  ...(end && { end }),
});

describe('what a dead restore may have left stopped', () => {
  it('is what it did not say that it was started again', () => {
    const apps = [app('pot', 'started'), app('cup', 'stopped'), app('milk', 'failed'), app('sugar')];

    expect(leftStopped(restored(apps))).toEqual(['cup', 'milk', 'sugar'].map((name) => `deployments.apps/tea/${name}`));
  });

  it.each<readonly [string, Pick<RunResult, 'restore'>]>([
    ['a plan', restored([app('pot')], { mode: 'Plan' })],
    ['a restore that had not begun to write', { restore: { name: 'tea-1', mode: 'Apply', apps: [app('pot')] } }],
    ['a restore that stops nothing', { restore: { name: 'tea-1', mode: 'Apply', ended: NONE } }],
    ['a backup', {}],
  ])('is nothing after %s', (_, result) => {
    expect([leftStopped(result), leftStoppedText(result)]).toEqual([[], undefined]);
  });

  it('is told by the first names, with what to do', () => {
    const many = Array.from({ length: 7 }, (_, at) => app(`pot-${at}`, 'stopped'));

    expect(leftStoppedText(restored(many))).toMatch(
      /pot-0.*pot-4 and 2 more: kubectl get -A -l lifeboat.dev\/stopped=true/,
    );
  });
});
