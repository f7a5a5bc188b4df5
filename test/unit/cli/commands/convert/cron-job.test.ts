import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { cronJobOf } from '../../../../../src/cli/commands/convert/cron-job.ts';

const BASE = new URL('../../../../../kustomize/base/backup/backup-nightly.yaml', import.meta.url);

it('is the CronJob of the kustomize base', () => {
  const base = parse(readFileSync(BASE, 'utf8')) as { metadata: object };

  const cronJob = cronJobOf({
    policy: 'nightly',
    namespace: 'lifeboat',
    schedule: '17 2 * * *',
    timeZone: 'Etc/UTC',
    isPaused: false,
  });

  expect(cronJob).toEqual({ ...base, metadata: { ...base.metadata, namespace: 'lifeboat' } });
});
