import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backUpInFull, type PerformedBackup } from '../backup-in-full.ts';
import { backedUpCluster } from '../golden-restores/golden-restore.ts';
import type { ClusterObjects } from '../golden-restores/cluster-objects.ts';
import { goldenBackup } from './golden-backup.ts';
import { differencesOf, NAMED_DIFFERENCES } from './named-differences.ts';

/** A cluster with the objects of which Velero made the golden backups. */
export interface BackedUpCluster extends AsyncDisposable {
  readonly kubeconfig: string;
}

interface BackupCase {
  readonly backup: string;
  /** What our policy says beside the request. */
  readonly spec?: object;
  readonly errors?: readonly string[];
  /** The recorded ConfigMap that the request refers to. */
  readonly configMap?: string;
  /** How ours ends where that is not as Velero's did. */
  readonly phase?: string;
  /** Warnings other than those about the data of claims. */
  readonly warnings?: readonly string[];
}

const BACKUPS: readonly BackupCase[] = [
  { backup: 'full' },
  { backup: 'unfiltered' },
  { backup: 'unfiltered-all-cluster-scoped' },
  { backup: 'one-namespace' },
  { backup: 'one-namespace-no-cluster' },
  { backup: 'selector' },
  { backup: 'excluded-resources' },
  { backup: 'scoped-filters' },
  { backup: 'ordered', warnings: ['ordered-item-missing'] },
  { backup: 'wildcard' },
  { backup: 'missing-namespace', errors: ['namespace-not-found'] },
  // Velero's ended PartiallyFailed over the claim whose volume is gone.
  { backup: 'policy', configMap: 'configmaps/velero/policy', phase: 'Completed' },
  // Velero stores all versions where its server runs with EnableAPIGroupVersions.
  { backup: 'versions-full', spec: { apiGroupVersions: 'All' } },
];

const REFUSED = ['invalid-both-selectors', 'invalid-mixed-filters', 'invalid-same-item'];

/** Backs up what a real Velero backed up, by the same requests, and compares what the archives hold. */
export function goldenBackupSuite(
  open: (objects: ClusterObjects) => Promise<BackedUpCluster>,
  { isReal }: { readonly isReal: boolean },
): void {
  const recorded = backedUpCluster();
  let cluster: BackedUpCluster;
  beforeAll(async () => {
    cluster = await open(recorded);
  });
  afterAll(async () => cluster?.[Symbol.asyncDispose]());

  describe.each(BACKUPS)("Velero's backup $backup", (wanted) => {
    const { backup, errors = [], warnings = [] } = wanted;
    let performed: PerformedBackup;
    beforeAll(async () => {
      const { request } = await goldenBackup(backup);
      const policy = wanted.spec === undefined ? request : ownPolicy(request, wanted.spec);
      const manifests = wanted.configMap === undefined ? [] : [recorded.get(wanted.configMap) ?? {}];
      performed = await backUpInFull([policy, ...manifests], backup, cluster.kubeconfig);
    });

    it('holds the same objects as ours, outside the named differences', async () => {
      const golden = await goldenBackup(backup);
      const isCompared = comparable(recorded, isReal);

      const differences = differencesOf(performed.objects.filter(isCompared), golden.objects.filter(isCompared));

      const expected = NAMED_DIFFERENCES.filter((it) => it.backups.includes(backup));
      expect(differences.filter((it) => !expected.some((named) => named.covers(it)))).toEqual([]);
      expect(expected.filter((named) => !differences.some(named.covers)).map(({ name }) => name)).toEqual([]);
    });

    it('ends as ours does', async () => {
      const golden = await goldenBackup(backup);
      const phase = wanted.phase ?? golden.phase;
      const { result, exitCode, stderr } = performed;

      expect({ phase: result?.phase, exitCode }, stderr).toEqual({ phase, exitCode: errors.length > 0 ? 80 : 0 });
      expect(codes(result?.errors)).toEqual(errors);
      expect(codes(result?.warnings).filter((code) => !EXPECTED_WARNINGS.has(code))).toEqual(warnings);
    });
  });

  it.each(REFUSED)("refuses what Velero's server refuses: %s", async (backup) => {
    const { request, validationErrors } = await goldenBackup(backup);

    const { exitCode, result, stderr } = await backUpInFull([request], backup, cluster.kubeconfig);

    expect(exitCode).toBe(78);
    const problems = result?.problems ?? [stderr];
    expect(problems).toHaveLength(validationErrors.length);
    for (const text of validationErrors) expect(oneLine(problems.join(' '))).toContain(oneLine(text));
  });

  it.each(NAMED_DIFFERENCES)('tells people of $name', ({ name }) => {
    const page = readFileSync(new URL('../../../docs/velero.md', import.meta.url), 'utf8');

    const [, section = ''] = page.split('\n## What a backup holds\n');
    expect(section.split('\n## ')[0]).toContain(`\n| ${name} |`);
  });
}

/** Claims are there in most cases, and one Pod of the recorded cluster is being deleted. */
const EXPECTED_WARNINGS = new Set(['volume-data-not-covered', 'terminating-left-out']);

/**
 * Compared is what was there in both clusters when the backups were made: Velero's own Backups came afterwards, and a
 * real server cannot be given an object that is being deleted.
 */
function comparable(recorded: ClusterObjects, isReal: boolean) {
  return (object: string): boolean => {
    const key = object.replace(/@[^/]+/, '');
    const { deletionTimestamp } = (recorded.get(key)?.['metadata'] ?? {}) as { readonly deletionTimestamp?: string };
    return recorded.has(key) && (!isReal || deletionTimestamp === undefined);
  };
}

function ownPolicy(request: Readonly<Record<string, unknown>>, spec: object): object {
  const { name } = request['metadata'] as { readonly name: string };
  return {
    apiVersion: 'lifeboat.dev/v1alpha1',
    kind: 'BackupPolicy',
    metadata: { name },
    spec: { ...(request['spec'] as object), ...spec },
  };
}

function codes(entries: readonly { readonly code: string }[] = []): string[] {
  return entries.map(({ code }) => code);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
