import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resourcesOf } from '../../schemas/api/record.ts';
import { sha256Hex } from '../../src/base/hash.ts';
import { requireProgram, VELERO_VERSION } from '../control-plane/programs.ts';
import { apiSchema } from '../support/api-schemas.ts';
import { runProgram } from '../support/cluster/run-program.ts';

it('Velero’s resources are on record as its release defines them', async () => {
  const home = mkdtempSync(join(tmpdir(), 'lifeboat-recorded-'));
  const print = ['install', '--crds-only', '--dry-run', '--output=yaml'];
  const { stdout: text } = await runProgram(requireProgram('velero'), print, { env: { ...process.env, HOME: home } });
  rmSync(home, { recursive: true });

  const { description, definitions } = apiSchema('velero-resources');

  expect(definitions).toMatchObject(resourcesOf({ origin: 'the program', text }));
  expect(description).toContain(`Velero ${VELERO_VERSION.replace('v', '')} `);
  expect(description).toContain(sha256Hex(text));
});
