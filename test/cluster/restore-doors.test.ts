import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../support/cluster/audit-log.ts';
import type { KubeObject } from '../support/cluster/api-client.ts';
import { runProgram } from '../support/cluster/run-program.ts';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { type Installation, RESTORE_NAMESPACE, startInstallation } from '../support/installation.ts';
import {
  requestText,
  type RestoreJob,
  RESTORER,
  Restores,
  type WrittenSpec,
} from '../support/installation-restores.ts';
import { applyShop } from '../support/shop/apply-shop.ts';
import { type StorageRig, startStorageRig } from '../support/storage-rig.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const JOBS = `/apis/batch/v1/namespaces/${RESTORE_NAMESPACE}/jobs`;

/** Every way in which a restore is started in a cluster, each with a copy of the shop of its own. */
describe('a restore is started', () => {
  let rig: ClusterRig;
  let storage: StorageRig;
  let lifeboat: Installation;
  let restores: Restores;
  let bucket: string;
  let backup: string;
  beforeAll(async () => {
    [rig, storage] = await Promise.all([startClusterRig(), startStorageRig()]);
    lifeboat = await startInstallation(rig);
    restores = new Restores(lifeboat);
    await applyShop(lifeboat);
    bucket = await storage.bucket();
    await lifeboat.apply({ target: { storage, bucket }, components: ['restore-cluster-admin'] });
    backup = (await lifeboat.run('nightly-now')).result.backup?.name ?? '';
  });
  afterAll(async () => {
    await lifeboat[Symbol.asyncDispose]();
    await Promise.all([storage[Symbol.asyncDispose](), rig[Symbol.asyncDispose]()]);
  });

  const kubectl = (args: readonly string[], stdin?: string) => lifeboat.kubectl(args, stdin);
  /** What the shop is configured with, into a namespace that the restore makes. */
  const copyTo = (namespace: string, fields: WrittenSpec = {}): WrittenSpec => ({
    storageLocation: 'main',
    backupName: backup,
    includedNamespaces: ['shop'],
    includedResources: ['configmaps', 'secrets', 'services'],
    namespaceMapping: { shop: namespace },
    ...fields,
  });
  const settingsIn = (namespace: string) =>
    rig.api.find(`/api/v1/namespaces/${namespace}/configmaps/storefront-settings`);
  /** What restores have written since a moment, outside their own book-keeping. */
  const writesSince = async (before: readonly AuditEvent[]) => {
    const known = new Set(before.map(({ auditID }) => auditID));
    const events = (await rig.audit()).filter(({ auditID, user }) => user.username === RESTORER && !known.has(auditID));
    return events.filter((event) => !isBookKeeping(event)).map(({ verb, requestURI }) => `${verb} ${requestURI}`);
  };

  describe('from a terminal', () => {
    const name = 'restore-shop-1';

    it('by a Job that arrives armed and not firing', async () => {
      await restores.request(name, copyTo('shop-terminal'));

      const job = await restores.arm(name);

      const { status } = await rig.waitFor<RestoreJob>(`${JOBS}/${name}`, (it) => it.status.conditions !== undefined);
      expect(job.spec.suspend).toBe(true);
      expect(status.conditions).toEqual([expect.objectContaining({ type: 'Suspended', status: 'True' })]);
      expect(await kubectl(['get', 'pods', `--namespace=${RESTORE_NAMESPACE}`, '-o', 'name'])).toBe('');
    });

    it('and plans when it is fired: nothing is written but its own result', async () => {
      const before = await rig.audit();

      await restores.fire(name);
      const { end, result, configMap } = await restores.ended(name);

      expect(end.type).toBe('Complete');
      expect(result).toMatchObject({ action: 'restore', phase: 'Planned', exitCode: 0, trigger: 'Manual' });
      expect(result.restore).toMatchObject({ mode: 'Plan', backup, planned: { create: expect.any(Number) } });
      expect(configMap.immutable).toBe(true);
      expect(configMap.data.summary).toContain('Nothing was written. To restore, run it with mode Apply');
      expect(await writesSince(before)).toEqual([]);
      expect(await rig.api.find('/api/v1/namespaces/shop-terminal')).toBeUndefined();
    });

    it('and does what was planned when the request then says Apply', async () => {
      await restores.request(name, copyTo('shop-terminal', { mode: 'Apply' }), 'apply');
      await restores.forget(name);

      const { end, result } = await restores.start(name);

      const [first, second] = await planDigests(restores, name);
      expect(end.type).toBe('Complete');
      expect(result).toMatchObject({ phase: 'Completed', exitCode: 0, errors: [] });
      expect(second).toBe(first);
      expect((await settingsIn('shop-terminal'))?.['data']).toEqual((await settingsIn('shop'))?.['data']);
    });

    it('and every result of it is found with kubectl', async () => {
      const columns = ['lifeboat.dev/phase', 'lifeboat.dev/backup'].map((column) => `-L=${column}`);

      const shown = await kubectl([
        'get',
        'cm',
        `--namespace=${RESTORE_NAMESPACE}`,
        '-l=lifeboat.dev/kind=result',
        ...columns,
        '--sort-by=.metadata.creationTimestamp',
      ]);
      const described = await kubectl(['describe', `job/${name}`, `--namespace=${RESTORE_NAMESPACE}`]);

      expect(shown).toMatch(
        new RegExp(`restore-shop-1-.* Planned +${backup}\n.*restore-shop-1-.* Completed +${backup}`),
      );
      expect(described).toMatch(/Normal +RestoreCompleted .*lifeboat\.dev\/runner /);
    });
  });

  describe('from Argo CD', () => {
    it('by the Job that its action makes, once that is resumed', async () => {
      const job = await createAsArgoCd(rig);
      const name = job.metadata.name ?? '';
      await restores.request(
        name,
        copyTo('shop-argo', { mode: 'Apply', backupName: undefined, scheduleName: 'nightly' }),
      );

      await rig.api.patch(`${JOBS}/${name}`, { spec: { suspend: false } });
      const { end, result } = await restores.ended(name);

      expect(job.spec.suspend).toBe(true);
      expect(end.type).toBe('Complete');
      expect(result).toMatchObject({ phase: 'Completed', trigger: 'Manual', job: { name, cronJob: 'restore' } });
      expect(await settingsIn('shop-argo')).toBeDefined();
    });
  });

  describe('from Git', () => {
    const name = 'restore-shop-from-git';
    const claims = {
      mode: 'Apply',
      includedNamespaces: ['shop', 'shop-data'],
      includedResources: ['configmaps', 'persistentvolumeclaims'],
      namespaceMapping: { shop: 'shop-git', 'shop-data': 'shop-git-data' },
    };
    let job: string;
    beforeAll(async () => {
      job = await jobForGit(lifeboat, name);
      await kubectl(['apply', '-f', '-'], requestText(name, copyTo('shop-git', claims)));
      await kubectl(['apply', '-f', '-'], job);
    });

    it('by a request and a Job that are applied together, and its code tells what is missing', async () => {
      const { end, result } = await restores.ended(name);

      expect(end).toMatchObject({ type: 'Failed', message: expect.stringContaining('failed with exit code 80') });
      expect(result).toMatchObject({ phase: 'PartiallyFailed', exitCode: 80, reason: 'no-volume-data' });
      expect(await settingsIn('shop-git')).toBeDefined();
    });

    it('only once: the same Job, deleted and made again, does nothing and repeats its code', async () => {
      const before = await rig.audit();
      await rig.api.delete('/api/v1/namespaces/shop-git/configmaps/storefront-settings');
      await restores.forget(name);

      await kubectl(['apply', '-f', '-'], job);
      const { end, result } = await restores.ended(name);

      expect(end).toMatchObject({ type: 'Failed', message: expect.stringContaining('failed with exit code 80') });
      expect(result).toMatchObject({ phase: 'Skipped', exitCode: 80 });
      expect(result.message).toBe(
        `Request ${name} was carried out before and ended as PartiallyFailed; nothing was done`,
      );
      expect(await writesSince(before)).toEqual([]);
      expect(await settingsIn('shop-git')).toBeUndefined();
    });

    it('and never as something else under the same name: 78, with both hashes', async () => {
      const before = await rig.audit();
      await kubectl(['apply', '-f', '-'], requestText(name, copyTo('shop-git', { ...claims, emptyVolumes: 'Allow' })));
      await restores.forget(name);

      await kubectl(['apply', '-f', '-'], job);
      const { end, result } = await restores.ended(name);

      const { requestHash } = await onceMarker(rig, name);
      expect(end.message).toContain('failed with exit code 78');
      expect(result).toMatchObject({ phase: 'FailedValidation', exitCode: 78, reason: 'policy-invalid' });
      expect(result.hint).toMatch(
        new RegExp(`^It had the hash ${requestHash} and now has (?!${requestHash})[0-9a-f]{64}`),
      );
      expect(await writesSince(before)).toEqual([]);
    });
  });

  describe('from the command line', () => {
    it('that writes request and Job, for review and for kubectl', async () => {
      const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, region: AWS_REGION } = storage;
      const env = { HOME: rig.stateDirectory, KUBECONFIG: rig.kubeconfigFile };
      const from = [`--from=s3://${bucket}`, `--s3-endpoint=${storage.endpoint}`, '--location=main'];
      const what = ['--namespace=shop', '--map=shop=shop-cli', '--include-resources=configmaps,secrets'];

      const written = await runProgram(
        process.execPath,
        [MAIN, 'restore', 'latest', ...from, ...what, '--name=restore-cli', '--dry-run', '-o', 'yaml'],
        { env: { ...env, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION } },
      );
      const applied = await kubectl(['apply', '-f', '-'], written.stdout);
      const isArmed = (await restores.job('restore-cli')).spec.suspend;
      await restores.fire('restore-cli');
      const { end, result } = await restores.ended('restore-cli');

      expect(written).toMatchObject({ code: 0, stderr: '' });
      expect(applied).toBe('configmap/restore-cli created\njob.batch/restore-cli created\n');
      expect(isArmed).toBe(true);
      expect(end.type).toBe('Complete');
      expect(result).toMatchObject({ phase: 'Completed', restore: { backup, mode: 'Apply' } });
      expect(await settingsIn('shop-cli')).toBeDefined();
    });
  });
});

/** What a run may write of itself: its result and its marker, its Lease, Events, and questions about its rights. */
function isBookKeeping({ verb, objectRef }: AuditEvent): boolean {
  if (['get', 'list'].includes(verb)) return true;
  const { resource = '', namespace, name = '', apiGroup = '' } = objectRef ?? {};
  if (['authorization.k8s.io', 'authentication.k8s.io'].includes(apiGroup)) return resource.startsWith('selfsubject');
  if (resource === 'events') return true;
  if (namespace !== RESTORE_NAMESPACE) return false;
  if (resource === 'leases') return true;
  return resource === 'configmaps' && (name === '' || /^lifeboat-(result|once)-/.test(name));
}

/** The digests of the plans of a request's runs, in their order. */
async function planDigests(restores: Restores, job: string): Promise<readonly (string | undefined)[]> {
  const results = await restores.results();
  const own = results.filter(({ metadata }) => metadata.annotations?.['lifeboat.dev/job'] === job);
  return own.map(({ metadata }) => metadata.annotations?.['lifeboat.dev/plan-digest']);
}

async function onceMarker(rig: ClusterRig, request: string): Promise<{ readonly requestHash: string }> {
  const path = `/api/v1/namespaces/${RESTORE_NAMESPACE}/configmaps/lifeboat-once-${request}`;
  const { data } = await rig.api.get<{ readonly data: { readonly 'once.json': string } }>(path);
  return JSON.parse(data['once.json']) as { readonly requestHash: string };
}

/** A Job as Argo CD's action `create-job` makes it of a CronJob: the template's metadata, the minute in its name, an owner. */
async function createAsArgoCd(rig: ClusterRig): Promise<RestoreJob> {
  const { metadata, spec } = await rig.api.get<CronJob>(
    `/apis/batch/v1/namespaces/${RESTORE_NAMESPACE}/cronjobs/restore`,
  );
  const { labels, annotations } = spec.jobTemplate.metadata;
  const minute = new Date().toISOString().replaceAll(/[-:T]/g, '').slice(2, 12);
  return rig.api.create<RestoreJob>(JOBS, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `restore-${minute}`,
      labels,
      annotations: { ...annotations, 'cronjob.kubernetes.io/instantiate': 'manual' },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'restore', uid: metadata.uid }],
    },
    spec: spec.jobTemplate.spec,
  });
}

interface CronJob extends KubeObject {
  readonly spec: { readonly jobTemplate: { readonly metadata: KubeObject['metadata']; readonly spec: object } };
}

/** A Job as it stands in a repository: with a name of its own, without a term, and to be started where it is applied. */
async function jobForGit(lifeboat: Installation, name: string): Promise<string> {
  const create = ['create', 'job', name, '--from=cronjob/restore', `--namespace=${RESTORE_NAMESPACE}`];
  const written = await lifeboat.kubectl([...create, '--dry-run=client', '-o', 'json']);
  const { metadata, spec, ...job } = JSON.parse(written) as RestoreJob;
  const { ownerReferences: _, ...own } = metadata;
  const { ttlSecondsAfterFinished: __, ...kept } = spec;
  return JSON.stringify({ ...job, metadata: own, spec: { ...kept, suspend: false } });
}
