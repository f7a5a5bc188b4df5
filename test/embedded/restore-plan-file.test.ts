import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { type ApiServer, startApiServer } from '../support/api-server/api-server.ts';
import { backUpByHand } from '../support/backup-by-hand.ts';
import { type CliOverrides, lifeboat } from '../support/cli-rig.ts';

const SETTINGS = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'shop' },
  data: { theme: 'dark' },
};

let folder: string;
let server: ApiServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-plan-'));
  await backUpByHand(folder, SETTINGS);
});
beforeEach(async () => {
  server = await startApiServer();
  writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
  return async () => server.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

function restore(words: readonly string[], overrides: CliOverrides = {}) {
  return lifeboat(['restore', ...words, '--kubeconfig', join(folder, 'kubeconfig')], {
    clock: systemClock,
    cwd: folder,
    ...overrides,
  });
}

function save(...words: readonly string[]) {
  return restore(['latest', '--from', join(folder, 'backups'), '--save-plan', 'plan.json', ...words]);
}

function planText(): string {
  return readFileSync(join(folder, 'plan.json'), 'utf8');
}

/** The theme in a namespace; undefined where the settings are not there. */
function themeIn(namespace: string): unknown {
  return (server.get('configmaps', namespace, 'settings') as { data?: { theme?: unknown } } | undefined)?.data?.theme;
}

function writes() {
  return server.requests.filter(({ method, path }) => method !== 'GET' && !path.includes('/selfsubject'));
}

describe('a plan in a file', () => {
  it('is made without writing anything, for its owner alone, and says what would be done', async () => {
    const { exitCode, stderr } = await save();

    expect(exitCode).toBe(0);
    expect(stderr).toContain('Apply it with lifeboat restore --plan plan.json');
    expect(writes()).toEqual([]);
    expect(statSync(join(folder, 'plan.json')).mode & 0o777).toBe(0o600);
    const { kind, plan } = JSON.parse(planText());
    expect(kind).toBe('RestorePlan');
    expect(plan).toMatchObject({ backup: 'monday', digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(plan.items).toContainEqual(expect.objectContaining({ item: 'configmaps/shop/settings', action: 'create' }));
  });

  it('is applied as it was seen, with the selection and mapping that it was made with', async () => {
    await save('--map', 'shop=shop-copy', '-n', 'shop');

    const { exitCode, stdout } = await restore(['--plan', 'plan.json']);

    expect(exitCode).toBe(0);
    expect(stdout).toContain('Completed');
    expect([themeIn('shop'), themeIn('shop-copy')]).toEqual([undefined, 'dark']);
  });

  it('is refused with 81 once the cluster has moved, and nothing is written', async () => {
    await save();
    server.seed([{ ...SETTINGS, data: { theme: 'light' } }]);

    const { exitCode, stdout } = await restore(['--plan', 'plan.json']);

    expect(exitCode).toBe(81);
    expect(stdout).toContain('plan-stale');
    expect([themeIn('shop'), writes()]).toEqual(['light', []]);
  });

  it('is refused with 81 by another cluster, however alike it is', async () => {
    await save();
    const plan = JSON.parse(planText());
    plan.plan.clusterUid = '00000000-1111-2222-3333-444444444444';
    writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan));

    const { exitCode, stdout } = await restore(['--plan', 'plan.json']);

    expect(exitCode).toBe(81);
    expect(stdout).toContain('it was made for another cluster');
    expect(writes()).toEqual([]);
  });

  it('is refused with 81 where somebody has changed what it restores', async () => {
    await save();
    writeFileSync(
      join(folder, 'plan.json'),
      planText().replace('"mode": "Apply"', '"mode": "Apply", "preserveNodePorts": true'),
    );

    const { exitCode } = await restore(['--plan', 'plan.json']);

    expect([exitCode, writes()]).toEqual([81, []]);
  });

  it.each([
    ['a word beside it', ['latest', '--plan', 'plan.json'], 'latest does not go with it'],
    ['a flag about what to restore', ['--plan', 'plan.json', '-n', 'shop'], '--namespace does not go with it'],
    ['a file that is not there', ['--plan', 'nowhere.json'], 'Cannot read the plan nowhere.json'],
    ['a file that holds no plan', ['--plan', 'kubeconfig'], 'kubeconfig holds no plan'],
    ['--yes beside --save-plan', ['latest', '--save-plan', 'p.json', '--yes'], 'does not go with --yes'],
  ])('is refused with %s: 64', async (_, words, message) => {
    await save();

    const { exitCode, stderr } = await restore(words);

    expect(exitCode).toBe(64);
    expect(stderr).toContain(message);
  });
});
