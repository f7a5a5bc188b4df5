import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { Receiver } from '../../src/domain/notify/receiver.ts';
import { renderNotification } from '../../src/report/notify/render-notification.ts';
import { ONCE_KEY, renderOnce } from '../../src/report/once/render-once.ts';
import { type ApiServer, startApiServer } from '../support/api-server/api-server.ts';
import { lifeboat } from '../support/cli-rig.ts';
import { problemsOf, publishedSchemas } from '../support/published-schemas.ts';
import { anAppliedResult } from '../support/restore-results.ts';
import { aPartialJobResult } from '../support/run-results.ts';

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const CLAIM = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'shop' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};

function settings(theme: string): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop' }, data: { theme } };
}

const SCHEDULE = {
  apiVersion: 'velero.io/v1',
  kind: 'Schedule',
  metadata: { name: 'daily', namespace: 'velero' },
  spec: { schedule: '0 2 * * *', template: { snapshotVolumes: true, storageLocation: 'default' } },
};

let folder: string;
let server: ApiServer;
/** Names of the schemas by which something was checked. */
const checked = new Set<string>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-json-'));
  server = await startApiServer();
  server.seed([NAMESPACE, CLAIM, settings('dark')]);
  writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
  writeFileSync(join(folder, 'policies.yaml'), policies());
  writeFileSync(join(folder, 'schedule.json'), JSON.stringify(SCHEDULE));
  writeFileSync(join(folder, 'broken.yaml'), policies().replace('30h', 'soon'));
  await call('backup', '-n', 'shop', '--name', 'first', '--to', 'backups');
  await call('run', 'nightly', '--policies', 'policies.yaml');
  server.seed([settings('light')]);
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function policies(): string {
  return `apiVersion: lifeboat.dev/v1alpha1
kind: StorageLocation
metadata: {name: main}
spec: {filesystem: {path: ${join(folder, 'backups')}}}
---
apiVersion: lifeboat.dev/v1alpha1
kind: BackupPolicy
metadata: {name: nightly}
spec:
  storageLocation: main
  includedNamespaces: [shop]
  schedule: "0 2 * * *"
  objectives: {rpo: 30h, rto: 1h}
`;
}

async function call(...words: readonly string[]) {
  const { stdout, stderr } = await lifeboat([...words], {
    clock: systemClock,
    cwd: folder,
    env: { LIFEBOAT_KUBECONFIG: join(folder, 'kubeconfig') },
  });
  return { stdout, stderr };
}

/** Calls the command line, and holds what it prints against a published schema. */
async function expectPublished(schema: string, ...words: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await call(...words);
  expect(stdout, stderr).not.toBe('');
  const document = JSON.parse(stdout) as Record<string, unknown>;
  expectFits(schema, document);
  return document;
}

function expectFits(schema: string, document: unknown): void {
  expect(problemsOf(schema, document), JSON.stringify(document, undefined, 2)).toEqual([]);
  checked.add(schema);
}

const AT = ['--from', 'backups', '-o', 'json'];
const BY_POLICY = ['--policies', 'policies.yaml'];

describe('what a command prints in JSON is as published', () => {
  it.each([
    ['BackupList', 'list', 'backups', ...AT],
    ['BackupList', 'list', 'backups', '--size', '1', '--archives', ...AT],
    ['RunList', 'list', 'runs', ...AT],
    ['PolicyList', 'list', 'policies', '-o', 'json', ...BY_POLICY],
    ['LocationList', 'list', 'locations', '-o', 'json', ...BY_POLICY],
    ['HistoryList', 'history', 'nightly', '-o', 'json', ...BY_POLICY],
    ['EntityList', 'entities', '-o', 'json', ...BY_POLICY],
  ])('%s: lifeboat %s %s %s', async (kind, ...words) => {
    const document = await expectPublished('list', ...words);

    expect(document).toMatchObject({ kind, items: expect.arrayContaining([expect.anything()]) as unknown });
  });

  it.each([
    ['backup-description-list', 'describe', 'first', ...AT],
    ['status-list', 'status', 'nightly', ...AT],
    ['verification-list', 'verify', '--all', ...AT],
    ['verdict-list', 'prune', '--dry-run', '-o', 'json', ...BY_POLICY],
    ['verdict-list', 'prune', '--simulate', 'every 24h for 40 days', '-o', 'json', ...BY_POLICY],
    ['backup-standing-list', 'hold', 'first', '--reason', 'audit', '--until', '2099-01-01T00:00:00Z', ...AT],
    ['backup-standing-list', 'hold', 'first', '--reason', 'for ever', ...AT],
    ['backup-standing-list', 'release', 'first', ...AT],
    ['backup-standing-list', 'extend', 'first', '--by', '24h', ...AT],
    ['backup-standing-list', 'label', 'first', 'team=shop', ...AT],
    ['backup-standing-list', 'annotate', 'first', 'why=audit', 'gone-', ...AT],
    ['difference-list', 'diff', 'first', ...AT],
    ['diagnostic-list', 'validate', 'schedule.json', 'broken.yaml', '-o', 'json'],
  ])('%s: lifeboat %s %s %s', async (schema, ...words) => {
    const document = await expectPublished(schema, ...words);

    expect(document).toMatchObject({ items: expect.arrayContaining([expect.anything()]) as unknown });
  });

  it.each([
    ['report', 'report', '-o', 'json', ...BY_POLICY],
    ['conversion', 'convert', 'schedule.json', '-o', 'json'],
    ['sync', 'sync', '--runner-namespace', 'elsewhere', '--dry-run', ...AT],
    ['version', 'version', '-o', 'json'],
    ['result', 'backup', '-n', 'shop', '--name', 'second', '--to', 'backups', '-o', 'json'],
    ['result', 'restore', 'first', ...AT, '--save-plan', 'plan.json'],
    ['result', 'restore', 'first', ...AT, '--yes'],
    ['result', 'delete', 'second', '--confirm', '1', ...AT],
  ])('%s: lifeboat %s %s %s', async (schema, ...words) => {
    const document = await expectPublished(schema, ...words);

    expect(['Failed', 'FailedValidation']).not.toContain(document['phase']);
  });

  it('restores are a list once there is one', async () => {
    await call('restore', 'first', '--yes', '--from', 'backups');

    const list = await expectPublished('list', 'list', 'restores', ...AT);

    expect(list).toMatchObject({ kind: 'RestoreList', items: expect.arrayContaining([expect.anything()]) as unknown });
  });

  it('what is opened for fetching is told in one shape by every verb', async () => {
    const at = ['--from', 'backups'];
    const created = await expectPublished('opened-download-list', 'downloads', 'create', 'first', ...at);
    const [{ guid } = { guid: '' }] = created['items'] as { guid: string }[];
    await expectPublished('opened-download-list', 'downloads', 'list', '--json', ...at);
    await expectPublished('opened-download-list', 'downloads', 'update', guid, '--note', 'for audit', ...at);
    await expectPublished('opened-download-list', 'downloads', 'finish', guid, ...at);
    const listed = await expectPublished('list', 'list', 'downloads', ...AT);
    const [record = ''] = readdirSync(join(folder, 'backups/metadata/lifeboat/downloads'));
    expectFits('download', readJson('backups/metadata/lifeboat/downloads', record));
    await expectPublished('opened-download-list', 'downloads', 'delete', guid, ...at);

    expect(listed).toMatchObject({ kind: 'DownloadList', items: [{ name: guid, state: 'FINISHED' }] });
  });

  it('downloads are told as DownloadRequests', async () => {
    const words = ['download', 'first', '-o', 'files/', '--kind', 'BackupContents,BackupLog', '--from', 'backups'];
    const document = await expectPublished('download-request-list', ...words, '--json');

    expect(document).toMatchObject({ items: [{ status: { path: expect.any(String) as unknown } }, {}] });
  });

  it('errors are told in one shape', async () => {
    const missing = await call('describe', 'nowhere', ...AT);
    const misspelt = await call('describe', '--form', 'backups', '-o', 'json');

    for (const { stderr } of [missing, misspelt]) expectFits('error', JSON.parse(stderr));
  });
});

describe('what lies in a location is as published', () => {
  it('claim, manifest and facts of a backup', () => {
    const place = 'backups/backups/first';
    const facts = readdirSync(join(folder, place)).filter((name) => name.includes('-fact-'));

    expectFits('claim', readJson(place, 'first-claim.json'));
    expectFits(
      'manifest',
      JSON.parse(gunzipSync(readFileSync(join(folder, place, 'first-manifest.json.gz'))).toString()),
    );
    for (const name of facts) expectFits('fact', readJson(place, name));
    expect(facts.length).toBeGreaterThanOrEqual(6);
  });

  it('the records of runs', () => {
    const place = 'backups/metadata/lifeboat/runs/nightly';

    for (const name of readdirSync(join(folder, place))) expectFits('result', readJson(place, name));
  });
});

describe('what is handed on is as published', () => {
  it('a plan in a file', () => {
    expectFits('restore-plan', readJson('.', 'plan.json'));
  });

  it('the marker of a request', () => {
    const facts = { requestHash: 'a'.repeat(64), runId: 'r', job: { name: 'restore-shop', uid: 'u' } };
    const end = { exitCode: 80, phase: 'PartiallyFailed', result: 'lifeboat-result-restore-shop-1' };

    for (const record of [
      { ...facts, end },
      { ...facts, end: undefined },
    ]) {
      const { data } = renderOnce('restore-shop', record, 'lifeboat-restore');
      expectFits('once', JSON.parse(data[ONCE_KEY]!));
    }
  });

  it.each([
    aPartialJobResult(),
    anAppliedResult(),
    aPartialJobResult({
      action: 'verify',
      verification: { total: 1, proven: 0, sound: 0, damaged: 1, backups: [] },
    }),
    aPartialJobResult({ action: 'prune', removal: { total: 1, removed: 0, kept: 1, backups: [] } }),
  ])('a notification: $action', (result) => {
    const receiver = { name: 'bus', on: [], format: 'CloudEvents', template: undefined, signingKeyFile: undefined };
    const at = new Date('2026-11-21T02:17:00Z');
    const url = new URL('https://events.example.com');
    const endpoint = {} as Receiver['endpoint'];

    const { body } = renderNotification({ ...receiver, format: 'CloudEvents', endpoint }, url, {
      result,
      event: 'Partial',
      at,
    });

    expectFits('notification', JSON.parse(body));
  });
});

it('nothing is published that no document was held against', () => {
  expect([...publishedSchemas.keys()].filter((name) => !checked.has(name))).toEqual([]);
});

function readJson(place: string, name: string): unknown {
  return JSON.parse(readFileSync(join(folder, place, name), 'utf8'));
}
