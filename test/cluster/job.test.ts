import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../src/base/hash.ts';
import { runProgram } from '../support/cluster/run-program.ts';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { listPathOf, readArchive } from '../support/fidelity.ts';
import { ServerTexts } from '../support/fidelity-server.ts';
import { type EndedRun, type Installation, NAMESPACE, RUNNER, startInstallation } from '../support/installation.ts';
import { archiveFile, backupsIn, filesIn, seeArchive } from '../support/installation-archive.ts';
import { isDocumented } from '../support/installation-permissions.ts';
import { SHOP_FILES } from '../support/shop/shop.ts';
import { type StorageRig, startStorageRig } from '../support/storage-rig.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** What a backup consists of beside its commit object: Velero's files, our claim and manifest. */
const FILES = [
  '-claim.json',
  '-itemoperations.json.gz',
  '-logs.gz',
  '-manifest.json.gz',
  '-podvolumebackups.json.gz',
  '-resource-list.json.gz',
  '-results.gz',
  '-volumeinfo.json.gz',
  '-volumesnapshots.json.gz',
  '.tar.gz',
];

describe('a Job made from the CronJob of the base', () => {
  let rig: ClusterRig;
  let storage: StorageRig;
  let lifeboat: Installation;
  beforeAll(async () => {
    [rig, storage] = await Promise.all([startClusterRig(), startStorageRig()]);
    lifeboat = await startInstallation(rig);
    const [orders, ...files] = SHOP_FILES.map((file) => fileURLToPath(file)).toReversed();
    await lifeboat.kubectl(['apply', ...files.toReversed().map((file) => `--filename=${file}`)]);
    await lifeboat.kubectl(['wait', '--for=condition=Established', 'crd/orders.shop.example.com']);
    await lifeboat.kubectl(['apply', `--filename=${orders}`]);
  });
  afterAll(async () => {
    await lifeboat[Symbol.asyncDispose]();
    await Promise.all([storage[Symbol.asyncDispose](), rig[Symbol.asyncDispose]()]);
  });

  const kubectl = (...args: string[]) => lifeboat.kubectl([`--namespace=${NAMESPACE}`, ...args]);

  describe('with a location in S3', () => {
    let root: string;
    let run: EndedRun;
    let backup: string;
    beforeAll(async () => {
      const bucket = await storage.bucket();
      root = join(storage.root, bucket);
      await lifeboat.apply({ target: { storage, bucket } });
      run = await lifeboat.run('nightly-now');
      backup = run.result.backup?.name ?? '';
    });

    it('completes, and tells so in an immutable result with every label', async () => {
      const { end, configMap, result } = run;

      const change = kubectl(
        'patch',
        'configmap',
        configMap.metadata.name ?? '',
        '--patch={"data":{"summary":"fine"}}',
      );

      expect(end).toMatchObject({ type: 'Complete' });
      expect(result).toMatchObject({
        phase: 'Completed',
        terminal: true,
        exitCode: 0,
        trigger: 'Manual',
        attempts: [],
      });
      expect(configMap.immutable).toBe(true);
      expect(configMap.metadata.labels).toEqual({
        'app.kubernetes.io/managed-by': 'lifeboat',
        'lifeboat.dev/kind': 'result',
        'lifeboat.dev/action': 'backup',
        'lifeboat.dev/policy': 'nightly',
        'lifeboat.dev/phase': 'Completed',
        'lifeboat.dev/backup': backup,
        'lifeboat.dev/cluster': 'default',
        'lifeboat.dev/scheduled-for': result.scheduledFor.replaceAll(/[-:]/g, ''),
      });
      await expect(change).rejects.toThrow('field is immutable when `immutable` is set');
    });

    it('moves the pointer to the latest result', async () => {
      const latest = await rig.api.get(`/api/v1/namespaces/${NAMESPACE}/configmaps/lifeboat-latest-nightly`);

      expect(latest.metadata.labels).toMatchObject({
        'lifeboat.dev/kind': 'latest',
        'lifeboat.dev/phase': 'Completed',
      });
      expect(latest.metadata.annotations).toMatchObject({
        'lifeboat.dev/result': run.configMap.metadata.name,
        'lifeboat.dev/last-good-backup': backup,
      });
    });

    it('shows in kubectl what the documentation promises', async () => {
      const columns = ['policy', 'phase', 'scheduled-for'].map((name) => `lifeboat.dev/${name}`).join(',');
      const pod = await lifeboat.kubelet.podOf(NAMESPACE, 'nightly-now');

      const shown = {
        results: await kubectl('get', 'cm', '--selector=lifeboat.dev/kind=result', '-L', columns),
        job: await kubectl('describe', 'job/nightly-now'),
        cronJob: await kubectl('describe', 'cronjob/backup-nightly'),
        pod: await kubectl('describe', `pod/${pod.name}`),
        logs: await kubectl('logs', 'job/nightly-now'),
      };

      expect(shown.results).toMatch(
        /NAME +DATA +AGE +POLICY +PHASE +SCHEDULED-FOR\n.* nightly +Completed +\d{8}T\d{6}Z\n/,
      );
      for (const events of [shown.job, shown.cronJob]) {
        expect(events).toMatch(/Normal +BackupStarted .*lifeboat\.dev\/runner .*attempt 1 started/);
        expect(events).toMatch(new RegExp(`Normal +BackupCompleted .*${backup}: \\d+ items`));
      }
      expect(shown.pod).toMatch(new RegExp(`Message: +\\d+ items, [^]*phase=Completed[^]*backup=${backup}`));
      expect(shown.logs).toContain('"message":"the run has ended"');
    });

    it('leaves an archive in the bucket that Go reads and whose hash is the announced one', async () => {
      const archive = await seeArchive(root, backup);

      expect(archive.sha256).toBe(archive.announcedSha256);
      expect(archive.sha256).toBe(run.result.backup?.archiveSha256);
      expect(archive.entries).toContain('resources/deployments.apps/namespaces/shop/storefront.json');
      expect(archive.entries).toContain(
        'resources/orders.shop.example.com/v1-preferredversion/namespaces/shop/order-1001.json',
      );
      expect(archive.entries.length).toBe(2 * (run.result.backup?.items ?? 0) + 1);
    });

    it('leaves only the files of the backup and the record of the run', () => {
      const files = filesIn(root);

      expect(files).toEqual([
        ...FILES.map((suffix) => `backups/${backup}/${backup}${suffix}`),
        `backups/${backup}/velero-backup.json`,
        expect.stringMatching(/^metadata\/lifeboat\/runs\/nightly\/\d{14}-[0-9a-f]{8}\.json$/),
      ]);
    });

    it('stored every object as the API server still lists it, unless it has changed since', async () => {
      await using server = new ServerTexts(rig);
      const archive = await readArchive(archiveFile(root, backup));
      const paths = new Set([...archive.keys()].flatMap((entry) => listPathOf(entry) ?? []));

      const lists = await Promise.all([...paths].map((path) => server.list(path)));

      const items = lists.flat().filter(({ path }) => archive.has(path));
      const changed = items.filter(({ path, stored }) => archive.get(path) !== stored);
      const versionOf = (text = '') => /"resourceVersion":"(\d+)"/.exec(text)?.[1];
      expect(changed.filter(({ path, stored }) => versionOf(archive.get(path)) === versionOf(stored))).toEqual([]);
      // Its controllers look again every 15 s: at the autoscaler, and at the claim that waits for a Pod, by an Event.
      const isLookedAfter = (path: string) => /^resources\/(events|horizontalpodautoscalers\.autoscaling)\//.test(path);
      const ofShop = changed.map(({ path }) => path).filter((path) => path.includes('/shop') && !isLookedAfter(path));
      expect(ofShop).toEqual([]);
      expect(items.length - changed.length).toBeGreaterThan(250);
    });

    it('fetches for people without access to the storage, through a Job that is gone after it', async () => {
      const via = ['--via-job', `${NAMESPACE}/backup-nightly`, '--kubeconfig', rig.kubeconfigFile];

      const linked = await runProgram(process.execPath, [MAIN, 'download', backup, '--url', ...via], {
        env: { HOME: rig.stateDirectory },
      });

      expect(linked, linked.stderr).toMatchObject({ code: 0 });
      const archive = Buffer.from(await (await fetch(linked.stdout.trim())).arrayBuffer());
      expect(sha256Hex(archive)).toBe(run.result.backup?.archiveSha256);
      expect(await kubectl('get', 'jobs', '--selector=lifeboat.dev/kind=fetch', '-o', 'name')).toBe('');
    });
  });

  it('keeps backups on a volume just as well', async () => {
    const folder = await mkdtemp(join(rig.stateDirectory, 'volume-'));
    await lifeboat.apply({ target: { folder } });

    const { end, configMap, result } = await lifeboat.run('to-volume');

    const [backup = ''] = backupsIn(folder);
    const archive = await seeArchive(folder, backup);
    expect(end).toMatchObject({ type: 'Complete' });
    expect([result.phase, configMap.immutable]).toEqual(['Completed', true]);
    expect(result.backup).toMatchObject({ name: backup, committed: true, archiveSha256: archive.sha256 });
    expect(result.location).toEqual({ name: 'main', root: 'file:///backups' });
    expect(archive.sha256).toBe(archive.announcedSha256);
    expect(archive.entries.length).toBe(2 * (result.backup?.items ?? 0) + 1);
  });

  it('did nothing that docs/permissions.md does not name', async () => {
    const events = (await rig.audit()).filter(({ user }) => user.username === RUNNER);

    const undocumented = events.filter((event) => !isDocumented(event));

    expect(undocumented).toEqual([]);
    expect(events.filter(({ responseStatus }) => responseStatus?.code === 403)).toEqual([]);
    expect(events.length).toBeGreaterThan(100);
  });
});
