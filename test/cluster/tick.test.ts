import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { type Installation, NAMESPACE, startInstallation } from '../support/installation.ts';
import { backupsIn } from '../support/installation-archive.ts';

const BATCH = `/apis/batch/v1/namespaces/${NAMESPACE}`;

interface CronJob {
  readonly status: { readonly lastScheduleTime?: string; readonly lastSuccessfulTime?: string };
}

/** The one test that waits for a clock: the schedule is the real CronJob controller's. */
describe('a tick of the CronJob', () => {
  let rig: ClusterRig;
  let lifeboat: Installation;
  beforeAll(async () => {
    rig = await startClusterRig();
    lifeboat = await startInstallation(rig);
  });
  afterAll(async () => {
    await lifeboat[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
  });

  it('starts a run that is named after its minute and knows that the schedule started it', async () => {
    const folder = join(rig.stateDirectory, 'volume');
    await lifeboat.apply({ target: { folder }, settings: { schedule: '* * * * *' } });

    const cronJob = `${BATCH}/cronjobs/backup-nightly`;
    const { status } = await rig.waitFor<CronJob>(cronJob, (it) => it.status.lastScheduleTime !== undefined, 90_000);
    await rig.api.patch(cronJob, { spec: { suspend: true } }); // one is enough
    const due = status.lastScheduleTime ?? '';
    const job = `backup-nightly-${Date.parse(due) / 60_000}`;
    const { end, configMap, result } = await lifeboat.ended(job);

    const stamp = due.replaceAll(/[-:TZ]/g, '');
    expect(due).toMatch(/:00Z$/);
    expect(end).toMatchObject({ type: 'Complete' });
    expect(result).toMatchObject({ phase: 'Completed', trigger: 'Schedule', scheduledFor: due });
    expect(result.job).toMatchObject({ name: job, cronJob: 'backup-nightly' });
    expect(configMap.metadata.name).toBe(`lifeboat-result-${job}-${result.runId.slice(0, 8)}`);
    expect(backupsIn(folder)).toEqual([`nightly-${stamp}`]);
    await rig.waitFor<CronJob>(cronJob, (it) => it.status.lastSuccessfulTime !== undefined);
  });
});
