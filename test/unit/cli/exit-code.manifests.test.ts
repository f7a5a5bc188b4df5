import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { EXIT_CODES } from '../../../src/cli/exit-code.ts';

interface CronJob {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly jobTemplate: { readonly spec: { readonly podFailurePolicy: { readonly rules: readonly Rule[] } } };
  };
}

interface Rule {
  readonly action: string;
  readonly onExitCodes?: { readonly values: readonly number[] };
}

const text = readFileSync(join(import.meta.dirname, '../../../manifests/base.yaml'), 'utf8');
const objects = parseAllDocuments(text).map((document) => document.toJS() as CronJob);
const cronJobs = objects.filter(({ kind }) => kind === 'CronJob');

it.each(cronJobs.map((cronJob) => [cronJob.metadata.name, cronJob] as const))(
  'fails a Job at once for the codes of which the table says so: %s',
  (_, { spec }) => {
    const { rules } = spec.jobTemplate.spec.podFailurePolicy;

    const codes = EXIT_CODES.filter(({ job }) => job === 'fails at once').map(({ code }) => code);
    expect(rules.find(({ action }) => action === 'FailJob')?.onExitCodes?.values).toEqual(codes);
  },
);

it('arms Jobs of restores, and fires none by itself', () => {
  const { spec } = cronJobs.find(({ metadata }) => metadata.name === 'restore')!;

  expect(spec).toMatchObject({ suspend: true, jobTemplate: { spec: { suspend: true, backoffLimit: 0 } } });
});
