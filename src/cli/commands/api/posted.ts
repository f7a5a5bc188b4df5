import { RunError } from '../../../domain/problem.ts';
import type { RunResult } from '../../../domain/result/result.ts';
import { reportOfRun } from '../../../domain/state/run-report.ts';
import { asVelero } from '../../../views/projections/velero.ts';
import { locationDocument } from '../run/restore/location-document.ts';
import type { ApiUse, Operation } from './operation.ts';
import { type ApiRequest, textAt } from './request.ts';

/** The policy that a posted Backup is made by: its own name may be longer than that of a policy. */
const POLICY = 'api';

/** Makes the backup that a posted Backup describes, under its name, and answers with the Backup object. */
export const createBackup: Operation = async (request, use) => {
  const name = textAt(request, 'metadata', 'name');
  const spec = specOf(request);
  const { storageLocation } = spec;
  const location = typeof storageLocation === 'string' && storageLocation !== '' ? storageLocation : 'default';
  const schedule = velero('Schedule', POLICY, { schedule: '@daily', template: spec });
  const words = ['backup', name, '--from-schedule', POLICY, '--policies', '-', '-o', 'json'];
  await use.call(words, await policiesOf(use, location, schedule));
  return JSON.parse(await use.call(['describe', name, '-o', 'velero'])) as unknown;
};

/** Carries out what a posted Restore describes, at once, and answers with the Restore object. */
export const createRestore: Operation = async (request, use) => {
  const name = textAt(request, 'metadata', 'name');
  const restore = velero('Restore', name, specOf(request));
  const words = ['restore', name, '--policies', '-', '--yes', '-o', 'json'];
  const result = JSON.parse(await use.call(words, await policiesOf(use, 'default', restore))) as RunResult;
  return { ...asVelero(reportOfRun(result)), spec: request['spec'] };
};

/** The document with the one place that the call names, under the name by which the document asks for it. */
async function policiesOf({ locations }: ApiUse, name: string, document: object): Promise<string> {
  const [location, ...others] = await locations();
  if (location === undefined || others.length > 0) {
    throw new RunError('usage', 'It is not said which place is meant', { hint: 'Give --from, or --location.' });
  }
  return [locationDocument({ ...location, name }), document].map((one) => JSON.stringify(one)).join('\n---\n');
}

function velero(kind: string, name: string, spec: unknown): object {
  return { apiVersion: 'velero.io/v1', kind, metadata: { name }, spec };
}

function specOf({ spec }: ApiRequest): ApiRequest {
  return typeof spec === 'object' && spec !== null ? (spec as ApiRequest) : {};
}
