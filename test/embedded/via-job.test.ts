import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunError } from '../../src/domain/problem.ts';
import { type ApiServer, startApiServer } from '../support/api-server/api-server.ts';
import { lifeboat } from '../support/cli-rig.ts';
import { type FolderLocation, goldenLocation } from '../support/golden-location.ts';
import { cronJobOfBase, ended, JobRunner, runContainer } from '../support/job-runner.ts';

let folder: string;
let golden: FolderLocation;
let server: ApiServer;
let runner: JobRunner;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-via-job-'));
  golden = goldenLocation();
  server = await startApiServer();
  writeFileSync(join(folder, 'kubeconfig'), server.kubeconfigOf(server.token, 'default'));
  server.seed([cronJobOfBase({ LIFEBOAT_FROM: golden.root })]);
  runner = new JobRunner(server);
  return async () => server.close();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  golden[Symbol.dispose]();
});

const VIA = ['--via-job', 'lifeboat/backup-nightly'];

async function ask(...words: readonly string[]) {
  return lifeboat([...words, '--kubeconfig', join(folder, 'kubeconfig')], { clock: runner.clock, cwd: folder });
}

const jobsLeft = () => server.all('jobs.batch').length;

describe('reading through a Job', () => {
  it('prints an object as it would be printed here, and leaves no Job behind', async () => {
    const direct = await lifeboat(['show', 'full', 'cm/alpha/*', '--clean', '--from', golden.root]);

    const { exitCode, stdout } = await ask('show', 'full', 'cm/alpha/*', '--clean', ...VIA);

    expect(exitCode).toBe(0);
    expect(stdout).toBe(direct.stdout);
    expect([runner.jobs.length, jobsLeft()]).toEqual([1, 0]);
  });

  it('makes the Job as the CronJob would, once, ownerless and gone soon', async () => {
    await ask('show', 'full', 'cm/alpha/plain', '-n', 'alpha', ...VIA);

    const [job] = runner.jobs;
    expect(job?.metadata).toMatchObject({
      name: expect.stringMatching(/^backup-nightly-fetch-[0-9a-f]{8}$/),
      labels: { 'app.kubernetes.io/managed-by': 'lifeboat', 'lifeboat.dev/kind': 'fetch' },
    });
    expect(job?.metadata).not.toHaveProperty('ownerReferences');
    expect(job?.spec).toMatchObject({ backoffLimit: 0, ttlSecondsAfterFinished: 600, activeDeadlineSeconds: 3600 });
    expect(job?.spec).not.toHaveProperty('podFailurePolicy');
    expect(job?.spec.template.spec).toMatchObject({ serviceAccountName: 'lifeboat-backup', restartPolicy: 'Never' });
    expect(job?.spec.template.spec.containers[0]?.args).toEqual([
      'show',
      'full',
      'cm/alpha/plain',
      '--namespace=alpha',
      '--framed',
      '--log-format=json',
    ]);
  });

  it('fetches an archive byte for byte, into a file for its owner alone', async () => {
    const { exitCode, stderr } = await ask('download', 'full', '-o', './out/', ...VIA);

    expect(exitCode).toBe(0);
    const [stored, fetched] = [join(golden.root, 'backups/full/full.tar.gz'), join(folder, 'out/full.tar.gz')];
    expect(readFileSync(fetched).equals(readFileSync(stored))).toBe(true);
    expect(stderr).toContain(`BackupContents of full: ${fetched} (`);
  });

  it('fetches several files, each through a Job of its own', async () => {
    const { exitCode } = await ask('download', 'full', '--kind', 'BackupLog,BackupResults', '-o', 'out/', ...VIA);

    expect(exitCode).toBe(0);
    expect(readdirSync(join(folder, 'out')).toSorted()).toEqual(['full-logs', 'full-results']);
    expect([runner.jobs.length, jobsLeft()]).toEqual([2, 0]);
  });

  it('prints the stored log of a backup', async () => {
    const direct = await lifeboat(['logs', 'full', '--from', golden.root]);

    const { stdout } = await ask('logs', 'full', ...VIA);

    expect(stdout).toBe(direct.stdout);
  });

  it('makes no Job where the file is there already', async () => {
    writeFileSync(join(folder, 'full.tar.gz'), 'mine');

    const { exitCode, stderr } = await ask('download', 'full', ...VIA);

    expect(exitCode).toBe(73);
    expect(stderr).toContain('full.tar.gz exists already');
    expect(runner.jobs).toEqual([]);
  });
});

describe('what goes wrong on the way', () => {
  it('is told as the Job told it, with its exit code', async () => {
    const { exitCode, stderr } = await ask('show', 'full', 'cm/alpha/plian', ...VIA);

    expect(exitCode).toBe(66);
    expect(stderr).toMatch(/Job lifeboat\/backup-nightly-fetch-\w+: cm\/alpha\/plian: .* did you mean plain\?/);
    expect(stderr).toContain('Hint: See `lifeboat describe full --details`');
    expect(jobsLeft()).toBe(0);
  });

  it('is told in the cluster’s words where the Job had none', async () => {
    runner.become = async () => ({ status: ended(137, 'OOMKilled', 'page 3\n'), log: 'page 3\n' });

    const { exitCode, stderr } = await ask('show', 'full', 'cm/alpha/plain', ...VIA);

    expect(exitCode).toBe(75);
    expect(stderr).toContain('ended with exit code 137 (OOMKilled): page 3');
  });

  it('keeps nothing of a log that was cut', async () => {
    runner.become = async (job) => {
      const { status, log } = await runContainer(job);
      return { status, log: log.split('\n').toSpliced(2, 1).join('\n') };
    };

    const { exitCode, stderr } = await ask('download', 'full', '-o', 'full.tar.gz', ...VIA);

    expect(exitCode).toBe(75);
    expect(stderr).toContain('its log was cut or rotated');
    expect(existsSync(join(folder, 'full.tar.gz'))).toBe(false);
  });

  it.each([
    [
      'an image that cannot be pulled',
      {
        containerStatuses: [
          { name: 'lifeboat', state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off' } } },
        ],
      },
      'ImagePullBackOff: Back-off',
    ],
    [
      'no node',
      { conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available' }] },
      'Pending: 0/3 nodes are available',
    ],
  ])('waits five minutes for %s, and says so', async (_, status, message) => {
    runner.become = async () => ({ status: { phase: 'Pending', ...status }, log: '' });

    const { exitCode, stderr } = await ask('show', 'full', 'cm/alpha/plain', ...VIA);

    expect(exitCode).toBe(75);
    expect(stderr).toContain(`has not begun in 5 minutes: ${message} (cluster-unavailable)`);
    expect(jobsLeft()).toBe(0);
  });

  it('says that there is no Pod at all', async () => {
    runner.become = async () => undefined;

    const { stderr } = await ask('show', 'full', 'cm/alpha/plain', ...VIA);

    expect(stderr).toContain('there is no Pod yet: a quota or an admission rule may refuse it');
  });

  it('names the CronJob that was meant', async () => {
    const { exitCode, stderr } = await ask('show', 'full', 'cm/alpha/plain', '--via-job', 'lifeboat/backup-nigtly');
    const elsewhere = await ask('show', 'full', 'cm/alpha/plain', '--via-job', 'backup-nightly');

    expect(exitCode).toBe(66);
    expect(stderr).toContain('There is no CronJob "backup-nigtly" in namespace lifeboat');
    expect(stderr).toContain('Did you mean backup-nightly?');
    expect(elsewhere.stderr).toContain('Hint: Name its namespace, too: --via-job lifeboat/backup-nightly');
  });

  it('names every right that is missing before it makes anything', async () => {
    const rules = [{ verbs: ['get', 'list'], apiGroups: ['', 'batch'], resources: ['*'], namespace: 'lifeboat' }];
    server.users.set('reader', { token: 'reader', name: 'reader', rules });
    writeFileSync(join(folder, 'kubeconfig'), server.kubeconfigOf('reader', 'lifeboat'));

    const { exitCode, stderr } = await ask('show', 'full', 'cm/alpha/plain', ...VIA);

    expect(exitCode).toBe(77);
    expect(stderr).toContain('namespace lifeboat: "create" on "jobs.batch", "delete" on "jobs.batch"');
    expect(stderr).toContain('docs/permissions.md');
    expect(server.requests.some(({ method, path }) => method === 'POST' && path.endsWith('/jobs'))).toBe(false);
  });

  it('removes the Job of a call that is stopped', async () => {
    const controller = new AbortController();
    runner.become = async () => {
      controller.abort(new RunError('interrupted', 'stopped'));
      return undefined;
    };

    await lifeboat(['show', 'full', 'cm/alpha/plain', ...VIA, '--kubeconfig', join(folder, 'kubeconfig')], {
      clock: runner.clock,
      signal: controller.signal,
    });

    expect([runner.jobs.length, jobsLeft()]).toEqual([1, 0]);
  });
});
