import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { type Clock, DEFAULT_TIMINGS } from '../../src/base/context.ts';
import { RunError } from '../../src/domain/problem.ts';
import { type ApiServer, startApiServer } from '../support/api-server/api-server.ts';
import { backUpByHand } from '../support/backup-by-hand.ts';
import { lifeboat } from '../support/cli-rig.ts';
import { problemsOf } from '../support/published-schemas.ts';
import { RunClock } from '../support/whole-run/run-clock.ts';

const HOME = 'lifeboat-restore';
const UID = '3f9c21ab-5b1e-4c57-9d0e-2b6a5e0c7d11';

interface RunChange {
  readonly spec?: object;
  readonly location?: object;
  readonly job?: object;
  readonly reached?: (step: string) => void | Promise<void>;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/** A fact as it lies in the folder. */
interface StoredFact {
  readonly type: string;
  readonly by: string;
  readonly run?: string;
  readonly restore?: string;
  readonly until?: string;
}

let folder: string;
let backups: string;
let server: ApiServer;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-source-'));
});
beforeEach(async () => {
  rmSync(join(folder, 'backups'), { recursive: true, force: true });
  const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop' } };
  backups = await backUpByHand(folder, settings);
  server = await startApiServer();
  writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
  return async () => server.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

function policy(kind: string, name: string, spec: object): string {
  return JSON.stringify({ apiVersion: 'lifeboat.dev/v1alpha1', kind, metadata: { name }, spec });
}

/** What a Pod of the Job `drill` does. */
async function runDrill({ spec = {}, location = {}, job = {}, ...io }: RunChange = {}) {
  const policies = join(folder, 'drill.yaml');
  const documents = [
    policy('StorageLocation', 'main', { filesystem: { path: backups }, ...location }),
    policy('RestorePolicy', 'drill', { storageLocation: 'main', backupName: 'monday', mode: 'Apply', ...spec }),
  ];
  writeFileSync(policies, documents.join('\n---\n'));
  const creationTimestamp = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const metadata = { name: 'drill', namespace: HOME, uid: UID, creationTimestamp };
  server.seed([{ apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { template: {} }, ...job }]);
  const env = {
    LIFEBOAT_RUN_NAMESPACE: HOME,
    LIFEBOAT_RUN_JOB_NAME: 'drill',
    LIFEBOAT_RUN_JOB_UID: UID,
    LIFEBOAT_RUN_POD_NAME: 'drill-x',
    LIFEBOAT_RUN_POD_UID: 'pod-of-drill',
    LIFEBOAT_POLICIES: policies,
  };
  const argv = ['run', 'drill', '--kubeconfig', join(folder, 'kubeconfig')];
  return lifeboat(argv, { env, clock: systemClock, ...io });
}

function call(...words: readonly string[]) {
  return lifeboat([...words, '--from', backups], { clock: systemClock });
}

function factsOf(backup = 'monday'): StoredFact[] {
  const inside = join(backups, 'backups', backup);
  const files = readdirSync(inside).filter((file) => file.includes('-fact-'));
  return files.toSorted().map((file) => JSON.parse(readFileSync(join(inside, file), 'utf8')) as StoredFact);
}

const isRestored = () => server.get('configmaps', 'shop', 'settings') !== undefined;

/** Ends a run with SIGTERM once it has planned: the Job's next Pod opens its backup again. */
function toldToStop(): Pick<RunChange, 'reached' | 'signal'> {
  const controller = new AbortController();
  const reached = (step: string) => {
    if (step === 'planned') controller.abort(new RunError('terminated', 'Told to stop'));
  };
  return { signal: controller.signal, reached };
}

describe('the backup that a restore reads', () => {
  it('is told to be read before it is opened, and that this has ended', async () => {
    let atOpening: StoredFact[] = [];
    const reached = (step: string) => {
      if (step === 'archive-spooled') atOpening = factsOf();
    };

    expect(await runDrill({ reached })).toMatchObject({ exitCode: 0 });

    const use = { type: 'use', run: UID, by: `run ${UID}`, restore: expect.stringMatching(/^drill-\d{14}-3f9c21$/) };
    expect(atOpening).toMatchObject([use]);
    expect(factsOf()).toEqual([]);
    for (const fact of atOpening) expect(problemsOf('fact', fact)).toEqual([]);
    expect(await call('delete', 'monday', '--confirm', '1')).toMatchObject({ exitCode: 0 });
  });

  it('is not told to be read by a plan', async () => {
    expect(await runDrill({ spec: { mode: 'Plan' } })).toMatchObject({ exitCode: 0 });

    expect(factsOf()).toEqual([]);
  });

  it('stays for the next Pod of a restore that was told to stop, and goes when that one has ended', async () => {
    expect(await runDrill(toldToStop())).toMatchObject({ exitCode: 143 });
    const [{ restore = '', until = '' } = {}] = factsOf();

    const refused = await call('delete', 'monday', '--confirm', '1');
    const described = await call('describe', 'monday');
    const json = await call('describe', 'monday', '-o', 'json');
    const next = await runDrill();
    const deleted = await call('delete', 'monday', '--confirm', '1');

    const held = `restore ${restore} reads it (until ${until.slice(0, 19)}Z)`;
    expect(refused).toMatchObject({ exitCode: 73, stderr: expect.stringContaining(held) });
    expect(refused.stderr).toContain(`lifeboat release monday --restore ${restore}`);
    expect(described.stdout).toContain(held);
    expect(problemsOf('backup-description-list', JSON.parse(json.stdout))).toEqual([]);
    expect(json.stdout).toContain(`"until": "${until.slice(0, 19)}Z"`);
    expect([next.exitCode, isRestored()]).toEqual([0, true]);
    expect(deleted).toMatchObject({ exitCode: 0 });
  });

  it('is released by name from a restore that does not come back, and by nothing less', async () => {
    await runDrill(toldToStop());
    const [{ restore = '' } = {}] = factsOf();

    const released = await call('release', 'monday');
    const other = await call('release', 'monday', '--restore', 'another');
    const named = await call('release', 'monday', '--restore', restore);

    expect(released.stdout).toContain(`held: restore ${restore} reads it`);
    expect(other).toMatchObject({ exitCode: 66, stderr: expect.stringContaining(restore) });
    expect(named.stdout).toContain('not held');
    expect(factsOf().map(({ type }) => type)).toEqual(['use', 'used']);
    expect(await call('delete', 'monday', '--confirm', '1')).toMatchObject({ exitCode: 0 });
  });

  it('is told to be read for as long as the Job may take', async () => {
    const startTime = '2026-11-21T02:17:00Z';
    const job = { spec: { template: {}, activeDeadlineSeconds: 7200 }, status: { startTime } };
    let until: string | undefined;
    const reached = (step: string) => {
      if (step === 'archive-spooled') until = factsOf()[0]?.until;
    };

    await runDrill({ job, reached });

    expect(until).toBe('2026-11-21T04:17:00.000Z');
  });

  it('is restored without a word beside it where the location is read-only, as the log says', async () => {
    const { exitCode, stderr } = await runDrill({ location: { accessMode: 'ReadOnly' } });

    expect([exitCode, isRestored()]).toEqual([0, true]);
    expect(factsOf()).toEqual([]);
    expect(stderr).toContain('the backup is not guarded against deletion while it is read');
    expect(stderr).toContain('the location is read-only');
  });

  it('is not restored where it is just being deleted, and nothing is written to the cluster', async () => {
    const at = new Date().toISOString();
    const fact = { schema: 'lifeboat.dev/fact/v1', backup: 'monday', id: 'a1', type: 'removal', at, by: 'run prune-1' };
    const name = `monday-fact-${at.replaceAll(/\D/g, '')}-a1.json`;
    writeFileSync(join(backups, 'backups', 'monday', name), JSON.stringify(fact));

    const looks = [1, 2, 3, 4].map((look) => DEFAULT_TIMINGS.retryFirstMs * 2 ** look);
    const { exitCode, stderr } = await runDrill({ clock: new RunClock(new Date(), looks) });

    expect([exitCode, isRestored()]).toEqual([66, false]);
    expect(stderr).toContain('it is being deleted by run prune-1');
    expect(factsOf().map(({ type }) => type)).toEqual(['removal']);
  });

  it('that is deleted while it is opened is told as deleted, not as damaged', async () => {
    const reached = (step: string) => {
      if (step === 'archive-spooled') rmSync(join(backups, 'backups', 'monday'), { recursive: true });
    };

    const { exitCode, stderr } = await runDrill({ reached });

    expect([exitCode, isRestored()]).toEqual([66, false]);
    expect(stderr).toContain('Backup monday was deleted while it was read');
  });
});
