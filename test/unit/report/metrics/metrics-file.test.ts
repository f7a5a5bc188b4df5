import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MetricsFile } from '../../../../src/report/metrics/metrics-file.ts';
import { aContext } from '../../../support/context.ts';
import { aCompletedJobResult } from '../../../support/run-results.ts';

describe('the metrics file', () => {
  it('is there at the end, whole, in the place of the one before, and alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lifeboat-metrics-'));
    await writeFile(join(folder, 'metrics.prom'), 'old');
    const file = new MetricsFile(folder, {});

    await file.progress();
    const before = await readFile(join(folder, 'metrics.prom'), 'utf8');
    await file.finished(aContext(), aCompletedJobResult());

    const after = await readFile(join(folder, 'metrics.prom'), 'utf8');
    const names = await readdir(folder);
    await rm(folder, { recursive: true });
    expect(before).toBe('old');
    expect(after).toMatch(/^# HELP lifeboat_run_phase [^]*# EOF\n$/);
    expect(names).toEqual(['metrics.prom']);
  });

  it('that cannot be written names its path', async () => {
    await expect(new MetricsFile('/nowhere', {}).finished(aContext(), aCompletedJobResult())).rejects.toThrow(
      /^Cannot write \/nowhere\/metrics\.prom: ENOENT/,
    );
  });
});
