import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterRig, startClusterRig } from '../support/cluster-rig.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { backupsIn, filesIn, seeArchive } from '../support/installation-archive.ts';
import { SHOP_FILES } from '../support/shop/shop.ts';
import { type StorageRig, startStorageRig } from '../support/storage-rig.ts';

const MISSPELT = `apiVersion: lifeboat.dev/v1alpha1
kind: BackupPolicy
metadata: {name: nightly}
spec:
  storageLocation: main
  includeNamespaces: [shop]
  ttl: 30d
`;

const SHOP_ONLY = `apiVersion: lifeboat.dev/v1alpha1
kind: BackupPolicy
metadata: {name: nightly}
spec:
  storageLocation: main
  includedNamespaces: [shop]
  includedResources: [configmaps, services, secrets]
`;

const WITHOUT_SECRETS = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: lifeboat-list}
rules:
  - {apiGroups: [""], resources: [namespaces, configmaps, services], verbs: [list]}
`;

describe('a run that must not, or may not, do all it was asked for', () => {
  let rig: ClusterRig;
  let storage: StorageRig;
  let lifeboat: Installation;
  beforeAll(async () => {
    [rig, storage] = await Promise.all([startClusterRig(), startStorageRig()]);
    lifeboat = await startInstallation(rig);
    const files = SHOP_FILES.slice(0, 2).map((file) => `--filename=${fileURLToPath(file)}`);
    await lifeboat.kubectl(['apply', ...files]);
  });
  afterAll(async () => {
    await lifeboat[Symbol.asyncDispose]();
    await Promise.all([storage[Symbol.asyncDispose](), rig[Symbol.asyncDispose]()]);
  });

  const podsOf = (job: string) => lifeboat.kubelet.runs.filter(({ name }) => name.startsWith(`${job}-`));

  it('ends with 78 and fails its Job at once when the policy is wrong, and names every mistake', async () => {
    const bucket = await storage.bucket();
    await lifeboat.apply({ target: { storage, bucket }, policies: { 'nightly.yaml': MISSPELT } });

    const { end, configMap, result } = await lifeboat.run('misspelt');

    expect(end).toMatchObject({ type: 'Failed', reason: 'PodFailurePolicy' });
    expect(end.message).toContain('failed with exit code 78 matching FailJob rule at index 1');
    expect(podsOf('misspelt')).toHaveLength(1);
    expect(result).toMatchObject({ phase: 'FailedValidation', terminal: true, exitCode: 78, reason: 'policy-invalid' });
    expect(result.problems).toEqual([
      expect.stringMatching(/nightly\.yaml:6:3: .*includedNamespaces/),
      expect.stringMatching(/nightly\.yaml:7:8: .*720h/),
    ]);
    expect(configMap.metadata.labels).toMatchObject({ 'lifeboat.dev/phase': 'FailedValidation' });
    expect(filesIn(join(storage.root, bucket))).toEqual([]);
  });

  it('ends with 80 and names the rule to add when it may not list Secrets, and backs up the rest', async () => {
    const bucket = await storage.bucket();
    const policies = { 'nightly.yaml': SHOP_ONLY };
    await lifeboat.apply({ target: { storage, bucket }, policies, patches: [WITHOUT_SECRETS] });

    const { end, result } = await lifeboat.run('narrowed');

    const root = join(storage.root, bucket);
    const [backup = ''] = backupsIn(root);
    const { entries } = await seeArchive(root, backup);
    expect(end).toMatchObject({ type: 'Failed', reason: 'PodFailurePolicy' });
    expect(end.message).toContain('failed with exit code 80 matching FailJob rule at index 1');
    expect(podsOf('narrowed')).toHaveLength(1);
    expect(result).toMatchObject({ phase: 'PartiallyFailed', terminal: true, exitCode: 80, reason: 'forbidden' });
    expect(result.errors).toMatchObject([{ code: 'forbidden', resource: 'secrets', namespace: 'shop' }]);
    expect(result.errors[0]?.message).toContain('{apiGroups: [""], resources: ["secrets"], verbs: ["list"]}');
    expect(entries).toContain('resources/configmaps/namespaces/shop/checkout-rules.json');
    expect(entries.filter((path) => path.includes('/secrets/'))).toEqual([]);
  });

  it('ends with 78 on a rebuilt cluster of the same name, until somebody adopts the history', async () => {
    const bucket = await storage.bucket();
    const root = join(storage.root, bucket);
    await lifeboat.apply({ target: { storage, bucket } });
    const before = await lifeboat.run('before');
    await using rebuilt = await startClusterRig();
    await using there = await startInstallation(rebuilt);
    await there.apply({ target: { storage, bucket } });

    const refused = await there.run('refused');
    const adopting = await there.run('adopting', { LIFEBOAT_ADOPT: 'true' });
    const after = await there.run('after');

    expect(refused.end.message).toContain('exit code 78');
    expect(refused.result).toMatchObject({ phase: 'Failed', exitCode: 78, reason: 'cluster-mismatch' });
    expect(refused.result.message).toContain(before.result.cluster?.uid);
    expect(adopting.result).toMatchObject({ phase: 'Completed', backup: { adoptedFrom: before.result.cluster?.uid } });
    expect(after.result).toMatchObject({ phase: 'Completed' });
    expect(after.result.backup).not.toHaveProperty('adoptedFrom');
    const names = [before, adopting, after].map(({ result }) => result.backup?.name ?? '');
    expect(new Set(backupsIn(root))).toEqual(new Set(names));
    expect(after.result.verdicts?.map(({ backup }) => backup)).toEqual(names.toReversed());
  });
});
