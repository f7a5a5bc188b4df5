import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { systemClock } from '../../../../../src/base/clock.ts';
import { type ApiServer, startApiServer } from '../../../../support/api-server/api-server.ts';
import { lifeboat } from '../../../../support/cli-rig.ts';

const LOCATION = `apiVersion: velero.io/v1
kind: BackupStorageLocation
metadata: {name: aws, namespace: velero}
spec: {provider: aws, default: true, objectStorage: {bucket: b}}
`;
const SCHEDULE = `apiVersion: velero.io/v1
kind: Schedule
metadata: {name: nightly, namespace: velero}
spec: {schedule: '@every 6h', paused: true, template: {includedNamespaces: [shop], ttl: 48h0m0s}}
`;
const RESTORE = `apiVersion: velero.io/v1
kind: Restore
metadata: {name: back}
spec: {scheduleName: nightly}
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-convert-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a live namespace', () => {
  let server: ApiServer;
  beforeEach(async () => {
    server = await startApiServer();
    writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
    return async () => server.close();
  });

  async function convert(...words: string[]) {
    const call = ['convert', '--velero-namespace', 'velero', '--kubeconfig', join(folder, 'kubeconfig'), ...words];
    return lifeboat(call, { clock: systemClock });
  }

  it('without Velero says that it is not there', async () => {
    const { exitCode, stderr } = await convert();

    expect(exitCode).toBe(66);
    expect(stderr).toContain('Is Velero installed there?');
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('gives its Schedules and locations, and with --all what was asked for once', async () => {
    for (const [kind, plural] of KINDS) server.seed([definition(kind, plural)]);
    server.seed(
      [LOCATION, SCHEDULE, RESTORE.replace('{name: back}', '{name: back, namespace: velero}')].map(
        (one) => parse(one) as object,
      ),
    );

    const settings = await convert('-o', 'json');
    const all = await convert('-o', 'json', '--all');

    expect(settings.exitCode).toBe(0);
    expect(pathsIn(settings.stdout)).toEqual([
      'policies/nightly.yaml',
      'locations/location-aws.yaml',
      'cron-jobs/backup-nightly.yaml',
      'kustomization.yaml',
    ]);
    expect(pathsIn(all.stdout)).toContain('restores/back.yaml');
  });

  it('tells what has no counterpart', async () => {
    for (const [kind, plural] of KINDS) server.seed([definition(kind, plural)]);
    const snapshots = { apiVersion: 'velero.io/v1', kind: 'VolumeSnapshotLocation', spec: { provider: 'aws' } };
    server.seed([parse(LOCATION) as object, { ...snapshots, metadata: { name: 'aws', namespace: 'velero' } }]);

    const { exitCode, stderr } = await convert();

    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/VolumeSnapshotLocation\/aws +- +has no counterpart: volume data is not covered/);
  });

  it('that may not be read names the rule that is missing', async () => {
    for (const [kind, plural] of KINDS) server.seed([definition(kind, plural)]);
    server.users.set('poor', { token: 'poor', name: 'poor', rules: [] });
    writeFileSync(join(folder, 'kubeconfig'), server.kubeconfigOf('poor'));

    const { exitCode, stderr } = await convert();

    expect(exitCode).toBe(77);
    expect(stderr).toContain('{apiGroups: ["velero.io"], resources: ["schedules"], verbs: ["list"]}');
  });
});

const KINDS = [
  ['Schedule', 'schedules'],
  ['BackupStorageLocation', 'backupstoragelocations'],
  ['VolumeSnapshotLocation', 'volumesnapshotlocations'],
  ['Backup', 'backups'],
  ['Restore', 'restores'],
] as const;

function pathsIn(stdout: string): string[] {
  return (JSON.parse(stdout) as { files: { path: string }[] }).files.map(({ path }) => path);
}

function definition(kind: string, plural: string): object {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.velero.io` },
    spec: {
      group: 'velero.io',
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  };
}
