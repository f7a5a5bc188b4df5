import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** unit: nothing but Node · embedded: whole runs on the in-memory API server · cluster: real control plane and S3 gateway ·
 * velero: a real Velero server, too, one at a time · image: the built image, too · browser: a Chromium. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    maxWorkers: availableParallelism(), // vitest leaves one core alone, and most tests wait most of the time
    projects: [
      project('unit', ['test/unit/**/*.test.ts', 'test/contract/**/*.test.ts'], 60_000),
      project('embedded', ['test/embedded/**/*.test.ts'], 120_000),
      project('cluster', ['test/cluster/**/*.test.ts'], 300_000),
      project('velero', ['test/velero/**/*.test.ts'], 300_000),
      project('browser', ['test/browser/**/*.test.ts'], 120_000),
      project('image', ['test/image/**/*.test.ts'], 300_000),
    ],
  },
});

/** A test that takes longer than `testTimeout` hangs, however busy its machine is: no time here says what is fast. */
function project(name: string, include: string[], testTimeout: number) {
  const expect = { poll: { timeout: testTimeout / 2 } };
  return { test: { name, include, testTimeout, hookTimeout: testTimeout * 2, expect, environment: 'node' as const } };
}
