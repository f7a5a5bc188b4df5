import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { locateProgram, requireProgram } from '../../control-plane/programs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifeboat-programs-'));
  vi.stubEnv('LIFEBOAT_TEST_CACHE', join(folder, 'cache'));
  vi.stubEnv('KUBEBUILDER_ASSETS', join(folder, 'assets'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('fails with a hint where a program is missing: nothing is skipped', () => {
  expect(() => requireProgram('etcd')).toThrow(/etcd is missing.*\n.*node test\/control-plane\/build\.ts/);
  expect(() => requireProgram('etcd')).toThrow(/KUBEBUILDER_ASSETS/);
  expect(() => requireProgram('velero')).toThrow(/build\.ts velero/);
});

it('takes a program from KUBEBUILDER_ASSETS where it holds one, else from the cache of builds', () => {
  vi.stubEnv('KUBEBUILDER_ASSETS', folder);
  writeFileSync(join(folder, 'etcd'), '');

  expect(requireProgram('etcd')).toBe(join(folder, 'etcd'));
  expect(locateProgram('kubectl')).toMatch(/cache\/control-plane-[0-9a-f]{16}\/kubectl$/);
});
