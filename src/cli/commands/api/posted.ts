import { RunError } from '../../../domain/problem.ts';
import type { RunResult } from '../../../domain/result/result.ts';
import { reportOfRun } from '../../../domain/state/run-report.ts';
import { asVelero } from '../../../views/projections/velero.ts';
import { locationDocument } from '../run/restore/location-document.ts';
import { ApiError, invalidRequest } from './api-error.ts';
import type { ApiUse, Operation } from './operation.ts';
import { type ApiRequest, isObject, isOneLabel, said } from './request.ts';
import { veleroResource } from './resource.ts';

/** The policy that a posted Backup is made by: its own name may be longer than that of a policy. */
const POLICY = 'api';

/** Makes the backup that a posted Backup describes, under its name, and answers with the Backup object. */
export const createBackup: Operation = async (request, use) => {
  const { name, metadata, spec } = veleroResource(request, { kind: 'Backup', isNamed: true });
  const { storageLocation } = spec;
  const location = typeof storageLocation === 'string' && storageLocation !== '' ? storageLocation : 'default';
  const schedule = velero('Schedule', POLICY, { schedule: '@daily', template: spec });
  const labels = said('--labels', labelsIn(metadata));
  const words = ['backup', '--from-schedule', POLICY, ...labels, '--policies', '-', '-o', 'json', '--', name];
  await asPosted(use.call(words, await policiesOf(use, location, schedule)));
  return JSON.parse(await use.call(['describe', '-o', 'velero', '--', name])) as unknown;
};

/**
 * Carries out what a posted Restore describes, at once, and answers with the Restore object: its name has time and id at
 * its end, as if it had been generated.
 */
export const createRestore: Operation = async (request, use) => {
  const { name, spec } = veleroResource(request, { kind: 'Restore', isNamed: true });
  const restore = velero('Restore', name, spec);
  const words = ['restore', '--policies', '-', '--yes', '-o', 'json', '--', name];
  const printed = await asPosted(use.call(words, await policiesOf(use, 'default', restore)));
  const answer = asVelero(reportOfRun(JSON.parse(printed) as RunResult));
  return { ...answer, metadata: { generateName: `${name}-`, ...(answer['metadata'] as object) }, spec };
};

/** A document with the one place that the call names, under the name by which the document asks for it. */
export async function policiesOf({ locations }: ApiUse, name: string, document: object): Promise<string> {
  const [location, ...others] = await locations();
  if (location === undefined || others.length > 0) {
    throw new RunError('usage', 'It is not said which place is meant', { hint: 'Give --from, or --location.' });
  }
  return [locationDocument({ ...location, name }), document].map((one) => JSON.stringify(one)).join('\n---\n');
}

function velero(kind: string, name: string, spec: unknown): object {
  return { apiVersion: 'velero.io/v1', kind, metadata: { name }, spec };
}

/** Labels as flags have them, `name=value`; the operation's own shape for what is wrong with them. */
function labelsIn({ labels = {} }: ApiRequest): readonly string[] {
  const pairs = isObject(labels) ? Object.entries(labels) : [];
  if (isObject(labels) && pairs.every(([name, value]) => isOneLabel(name, value))) {
    return pairs.map(([name, value]) => `${name}=${String(value)}`);
  }
  throw invalidRequest([{ name: 'metadata.labels', reason: 'is no object of labels' }]);
}

/** Problems of a policy as those of what was posted: fields of a Backup are those of a Schedule's template. */
async function asPosted(answer: Promise<string>): Promise<string> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiError) || error.problem.invalidParams === undefined) throw error;
    const { exitCode, problem } = error;
    const { code, invalidParams = [] } = problem;
    const params = invalidParams.map(({ name, reason }) => ({ name: name.replace('spec.template', 'spec'), reason }));
    throw invalidRequest(params, { code, exitCode });
  }
}
