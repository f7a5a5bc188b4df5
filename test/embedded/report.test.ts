import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { backUpByHand } from '../support/backup-by-hand.ts';
import { lifeboat } from '../support/cli-rig.ts';

const SHOP = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const SETTINGS = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop' } };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-report-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('lifeboat report', () => {
  it('makes a page from the location alone', async () => {
    const backups = await backUpByHand(folder, SHOP, SETTINGS);

    const { exitCode, stdout, stderr } = await lifeboat(['report', '--from', backups], { clock: systemClock });

    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^<!doctype html>/);
    expect(stdout).toContain('What monday holds');
  });

  it('tells the same facts as data', async () => {
    const backups = await backUpByHand(folder, SHOP, SETTINGS);

    const { exitCode, stdout } = await lifeboat(['report', '--from', backups, '-o', 'json'], { clock: systemClock });

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      apiVersion: 'lifeboat.dev/v1alpha1',
      kind: 'Report',
      policies: [
        {
          standing: { state: 'good' },
          runs: [{ phase: 'Completed', backup: 'monday' }],
          backups: [{ name: 'monday', isGood: true, archiveBytes: expect.any(Number) }],
          coverage: {
            backup: 'monday',
            namespaces: [{ name: 'shop', items: expect.any(Number) }],
            clusterScoped: 1,
            claims: { total: 0, notProtected: 0 },
          },
        },
      ],
      restores: [],
    });
  });

  it('refuses a time that has not come', async () => {
    const { exitCode, stderr } = await lifeboat(['report', '--from', folder, '--since', '2099-01-01']);

    expect(exitCode).toBe(64);
    expect(stderr).toContain('--since is a moment such as 2026-11-01 or 30d that has passed');
  });
});
