import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { type ApiServer, startApiServer } from '../support/api-server/api-server.ts';
import { lifeboat } from '../support/cli-rig.ts';

/** Returns to the beginning of the line and clears it: what a line that is written over itself begins with. */
const CLEAR = '\r\u001B[K';

let folder: string;
let server: ApiServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-by-hand-'));
  server = await startApiServer();
  server.seed([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' } }]);
  writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

describe('a backup by hand', () => {
  it.each([
    ['shows its progress in one line', true],
    ['shows no progress where stderr is no terminal', false],
  ])('%s', async (_, isTerminal) => {
    const words = ['backup', '--namespace', 'default', '--to', join(folder, `backups-${isTerminal}`)];

    const outcome = await lifeboat([...words, '--kubeconfig', join(folder, 'kubeconfig')], {
      clock: systemClock,
      isTerminal,
    });

    expect(outcome).toMatchObject({ exitCode: 0 });
    expect(outcome.stderr.includes(CLEAR)).toBe(isTerminal);
    expect(outcome.stdout).not.toContain(CLEAR);
  });
});
