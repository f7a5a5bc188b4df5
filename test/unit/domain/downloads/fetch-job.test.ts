import { describe, expect, it } from 'vitest';
import { fetchJob, fetchJobName } from '../../../../src/domain/downloads/fetch-job.ts';

const order = { name: 'fetch', args: ['show'], labels: {} };

function cronJob(containers: readonly object[]) {
  const template = { metadata: { labels: { app: 'x' } }, spec: { restartPolicy: 'OnFailure', containers } };
  const spec = { backoffLimit: 6, parallelism: 2, podFailurePolicy: { rules: [] }, template };
  const jobTemplate = { metadata: { annotations: { note: 'kept' } }, spec };
  return { metadata: { name: 'nightly', namespace: 'lifeboat', uid: 'u' }, spec: { jobTemplate } };
}

describe('the Job that reads for somebody', () => {
  it('has the Pod of the CronJob with other words, and nothing of how often its own may be tried', () => {
    const sidecar = { name: 'proxy', args: ['serve'] };

    const job = fetchJob(cronJob([sidecar, { name: 'lifeboat', image: 'i', args: ['run'] }]), order);

    expect(job).toMatchObject({
      metadata: { name: 'fetch', namespace: 'lifeboat', annotations: { note: 'kept' } },
      spec: {
        template: {
          metadata: { labels: { app: 'x' } },
          spec: { restartPolicy: 'Never', containers: [sidecar, { name: 'lifeboat', image: 'i', args: ['show'] }] },
        },
      },
    });
    expect(Object.keys(job?.['spec'] as object).toSorted()).toEqual([
      'activeDeadlineSeconds',
      'backoffLimit',
      'template',
      'ttlSecondsAfterFinished',
    ]);
  });

  it('takes the only container, and of several none that is not certainly ours', () => {
    expect(fetchJob(cronJob([{ name: 'backup' }]), order)).toMatchObject({
      spec: { template: { spec: { containers: [{ name: 'backup', args: ['show'] }] } } },
    });
    expect(fetchJob(cronJob([{ name: 'one' }, { name: 'two' }]), order)).toBeUndefined();
    expect(fetchJob({ metadata: {} }, order)).toBeUndefined();
  });

  it('has a name that fits into a label', () => {
    expect(fetchJobName('nightly', '1a2b3c4d')).toBe('nightly-fetch-1a2b3c4d');
    expect(fetchJobName('n'.repeat(60), '1a2b3c4d')).toHaveLength(63);
  });
});
