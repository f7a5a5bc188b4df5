import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { RunResult } from '../../src/domain/result/result.ts';
import { enterState, type RunState } from '../../src/domain/state/run-state.ts';
import { stateOfRun, stateReached } from '../../src/domain/state/state-of-run.ts';
import { type ApiServer, startApiServer } from '../support/api-server/api-server.ts';
import { lifeboat } from '../support/cli-rig.ts';
import { aJobResult } from '../support/run-results.ts';
import { unionIn } from '../unit/docs/union.ts';

/** What a result calls steps; a run reaches smaller ones in between. */
const STEPS = unionIn('src/run/journal.ts', 'Step');

let folder: string;
let server: ApiServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-states-'));
  server = await startApiServer();
  server.seed([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' } }]);
  writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** The states that the steps of a call lead through, each only where it changed, and the one that its status file ends with. */
async function statesOf(action: RunResult['action'], ...words: readonly string[]): Promise<readonly RunState[]> {
  const status = join(folder, 'status.json');
  const states: RunState[] = [];
  const enter = (state: RunState) => {
    if (states.at(-1) !== state) states.push(enterState(states.at(-1) ?? 'pending', state));
  };
  const { progress } = aJobResult();
  const reached = (step: string) => {
    if (STEPS.includes(step)) enter(stateReached(aJobResult({ action, progress: { ...progress, step } })));
  };
  const place = ['--kubeconfig', join(folder, 'kubeconfig'), '--status-dir', folder];
  const { exitCode, stderr } = await lifeboat([...words, ...place], { clock: systemClock, reached });
  expect(exitCode, stderr).toBe(0);
  enter(stateOfRun(JSON.parse(readFileSync(status, 'utf8')) as RunResult));
  return states;
}

describe('the states of real runs', () => {
  it('follow each other by legal ways alone, in a backup, its restore and its deletion', async () => {
    const backups = join(folder, 'backups');

    const backup = await statesOf('backup', 'backup', 'first', '--namespace', 'default', '--to', backups);
    const restore = await statesOf('restore', 'restore', 'first', '--from', backups, '--yes', '--map', 'default=copy');
    const deletion = await statesOf('delete', 'delete', 'first', '--from', backups, '--confirm', '1');

    expect(backup).toEqual(['pending', 'validating', 'discovering', 'saving', 'finalizing', 'completed']);
    expect(restore[0]).toBe('pending');
    expect(restore.slice(-3)).toEqual(['saving', 'finalizing', 'completed']);
    expect(deletion.at(-1)).toBe('completed');
  });
});
