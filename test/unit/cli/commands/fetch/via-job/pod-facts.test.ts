import { describe, expect, it } from 'vitest';
import { containerOf, endOf, whatItWaitsFor } from '../../../../../../src/cli/commands/fetch/via-job/pod-facts.ts';
import { ended } from '../../../../../support/job-runner.ts';

const aPod = (status: object, containers: readonly string[] = ['lifeboat']) => ({
  metadata: { name: 'pod' },
  spec: { containers: containers.map((name) => ({ name })) },
  status,
});
const waiting = (name: string) => ({ name, state: { waiting: { reason: 'ContainerCreating' } } });

describe('a Pod that reads for somebody', () => {
  it('waits until its container runs, whatever a sidecar does', () => {
    const sidecar = { name: 'proxy', state: { running: {} } };

    const names = ['proxy', 'lifeboat'];
    const before = aPod({ phase: 'Pending', containerStatuses: [sidecar, waiting('lifeboat')] }, names);
    const after = aPod(
      { phase: 'Running', containerStatuses: [waiting('proxy'), { name: 'lifeboat', state: { running: {} } }] },
      names,
    );

    expect(whatItWaitsFor(before)).toBe('ContainerCreating');
    expect(whatItWaitsFor(after)).toBeUndefined();
    expect(containerOf(after)).toBe('lifeboat');
  });

  it('has begun where it has ended already', () => {
    expect(whatItWaitsFor(aPod(ended(0, 'Completed')))).toBeUndefined();
  });

  it('ends with its container, or evicted without a word of it', () => {
    expect(endOf(aPod({ phase: 'Running' }))).toBeUndefined();
    expect(endOf(aPod(ended(80, 'Error', 'one item failed')))).toEqual({
      exitCode: 80,
      reason: 'Error',
      message: 'one item failed',
    });
    expect(endOf(aPod({ phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory' }))).toEqual({
      exitCode: 1,
      reason: 'Evicted',
      message: 'The node was low on memory',
    });
  });
});
