import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attachments } from '../support/builders.ts';
import { lifeboat } from '../support/cli-rig.ts';
import { BACKUP, ClusterAndLocation, JOB } from '../support/cluster-and-location.ts';
import { aContext } from '../support/context.ts';
import { problemsOfList } from '../support/list-schema.ts';
import { shellPod } from '../support/shell.ts';

let rig: ClusterAndLocation;
beforeEach(async () => {
  rig = await ClusterAndLocation.open();
});
afterEach(() => rig[Symbol.asyncDispose]());

describe('logs', () => {
  const pod = (more: object = {}) =>
    shellPod('lifeboat', 'backup-nightly-29920457-x', {
      labels: { 'batch.kubernetes.io/job-name': JOB.name },
      ...more,
    });

  it.each([JOB.name, BACKUP, 'nightly'])('come from the Pod while there is one: %s', async (name) => {
    rig.seedResult();
    rig.seedJob();
    rig.server.seed([pod()]);
    rig.server.logs.set('lifeboat/backup-nightly-29920457-x', '{"msg":"listing"}\n');

    expect(await rig.ask('logs', name)).toEqual({ exitCode: 0, stdout: '{"msg":"listing"}\n', stderr: '' });
    expect(rig.server.requests.at(-1)?.query).toContain('follow=true');
  });

  it('come from the location after', async () => {
    await rig.storeBackup();
    await rig.place.backups.putRunRecord(aContext(), rig.made());
    await rig.place.backups.putRestore(aContext(), {
      name: 'back',
      backup: BACKUP,
      entries: { errors: [], warnings: [] },
      log: Buffer.from('restored\n'),
      items: [],
    });

    for (const name of [BACKUP, 'latest', 'nightly', '7b0f2f0e']) {
      expect(await rig.ask('logs', name, '--from', rig.root, '--from-cluster')).toMatchObject({ exitCode: 0 });
      expect((await rig.ask('logs', name, '--from', rig.root)).stdout).toBe(Buffer.from(attachments().log).toString());
    }
    expect((await rig.ask('logs', 'back', '--from', rig.root)).stdout).toBe('restored\n');
  });

  it('say what is not there', async () => {
    rig.seedJob();
    rig.server.seed([{ ...pod(), spec: { containers: [{ name: 'main', image: 'x' }] }, status: { phase: 'Pending' } }]);

    const pending = await rig.ask('logs', JOB.name);
    const absent = await rig.ask('logs', 'nobody');
    const mistyped = await rig.ask('logs', 'nightly-2026112102170', '--from', rig.root);

    expect([pending.exitCode, absent.exitCode, mistyped.exitCode]).toEqual([66, 66, 66]);
    expect(pending.stderr).toContain('has not begun: Pending');
    expect(absent.stderr).toContain('No Pod of nobody is in namespace lifeboat');
    expect(mistyped.stderr).toContain('There is no backup nightly-2026112102170');
  });
});

describe('history', () => {
  const TEXT = [
    'apiVersion: lifeboat.dev/v1alpha1',
    'kind: BackupPolicy',
    'metadata: {name: nightly}',
    "spec: {storageLocation: default, schedule: '17 2 * * *', includedNamespaces: [shop]}",
  ].join('\n');

  it('shows what was missed by the schedule that the latest run recorded', async () => {
    const policy = { name: 'nightly', source: 'policies/nightly.yaml', sha256: 'a'.repeat(64), text: TEXT };
    for (const day of ['17', '20']) {
      const scheduledFor = `2026-11-${day}T02:17:00Z`;
      await rig.place.backups.putRunRecord(
        aContext(),
        rig.made({ runId: `day-${day}-of-november`, scheduledFor, policy }),
      );
    }

    const { stdout, stderr } = await lifeboat(['history', 'nightly', '--from', rig.root, '-o', 'json']);
    const missed = await lifeboat(['history', 'nightly', '--from', rig.root, '--state', 'Missed', '-o', 'name']);

    const { items } = JSON.parse(stdout) as { items: { phase: string; scheduledFor: string }[] };
    expect([problemsOfList(stdout), stderr]).toEqual([[], '']);
    expect(items.map(({ phase, scheduledFor }) => `${scheduledFor} ${phase}`)).toEqual([
      '2026-11-21T02:17:00Z Missed',
      '2026-11-20T02:17:00Z Completed',
      '2026-11-19T02:17:00Z Missed',
      '2026-11-18T02:17:00Z Missed',
      '2026-11-17T02:17:00Z Completed',
    ]);
    expect(missed.stdout.split('\n').filter(Boolean)).toHaveLength(3);
  });

  it('says where it does not know the schedule', async () => {
    await rig.place.backups.putRunRecord(aContext(), rig.made());

    const { stdout, stderr } = await lifeboat(['history', 'nightly', '--from', rig.root]);

    expect(stdout).toMatch(/^DUE +ACTION +PHASE/);
    expect(stderr).toContain('When nightly is due is not known');
  });
});
