import type { RunResult } from '../../../domain/result/result.ts';
import { nearestName } from '../../../domain/nearest-name.ts';
import { RunError } from '../../../domain/problem.ts';
import { problemObject } from '../../../domain/state/problem-object.ts';
import type { Call } from '../../command.ts';
import { defineCommand } from '../../command.ts';
import { exitCodeOfProblem } from '../../exit-code.ts';
import { readCapped } from '../../policies/policy-file.ts';
import { namedLocations, openPlaces, PLACE_OPTIONS } from '../find/places.ts';
import { ApiError } from './api-error.ts';
import { ASTRA } from './astra.ts';
import { CLOUDERA } from './cloudera.ts';
import { innerCallOf } from './inner-call.ts';
import type { ApiInterface, ApiUse, Operation } from './operation.ts';
import { parseRequest } from './request.ts';
import { STORWARE } from './storware.ts';
import { VELERO } from './velero.ts';

/** Cloudera's operations by their own names, the others behind the name of their interface. */
const OPERATIONS: ReadonlyMap<string, { readonly of: ApiInterface; readonly perform: Operation }> = new Map([
  ...operationsOf('', CLOUDERA),
  ...operationsOf('velero/', VELERO),
  ...operationsOf('astra/', ASTRA),
  ...operationsOf('storware/', STORWARE),
]);

/** `lifeboat api <operation>`. */
export const api = defineCommand({
  name: 'api',
  summary: 'Answer a request of another system’s interface (experimental)',
  description:
    'Reads the request as JSON from standard input, and prints the answer, or an error in the shape of that interface. See docs/api.md.',
  examples: [
    { title: 'Backups that failed, as Cloudera lists them', line: 'api listBackups --from ./backups' },
    { title: 'One backup, as Astra Control shows it', line: 'api astra/getAppBackup --from s3://backups' },
  ],
  positionals: { operation: { required: true, description: 'listBackups, velero/getBackup, …' } },
  options: PLACE_OPTIONS,
  run: async (call) => {
    const { io, ctx, positionals } = call;
    const operation = operationNamed(positionals.operation);
    const answer = (value: unknown) => io.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
    try {
      const request = parseRequest(new TextDecoder().decode(await readCapped(io.stdin, ctx.signal)));
      answer(await operation.perform(request, useOf(call)));
      return 0;
    } catch (error) {
      const failure = asApiError(error);
      answer(operation.of.errorShape(failure.problem));
      return failure.exitCode;
    }
  },
});

function operationsOf(prefix: string, of: ApiInterface) {
  return Object.entries(of.operations).map(([name, perform]) => [`${prefix}${name}`, { of, perform }] as const);
}

function operationNamed(name: string): { readonly of: ApiInterface; readonly perform: Operation } {
  const found = OPERATIONS.get(name);
  if (found !== undefined) return found;
  const names = [...OPERATIONS.keys()];
  const nearest = nearestName(name, names);
  throw new RunError('usage', `There is no operation ${JSON.stringify(name)}`, {
    hint: nearest === undefined ? `The operations are ${names.join(', ')}.` : `Did you mean ${nearest}?`,
  });
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (!(error instanceof RunError)) throw error;
  const { code, message, hint } = error;
  return new ApiError(problemObject({ code, message, hint }), exitCodeOfProblem(code));
}

function useOf(call: Call<typeof PLACE_OPTIONS>): ApiUse {
  const { from, location } = call.options;
  const target = from === undefined ? [] : ['--to', from];
  return {
    call: innerCallOf(call),
    target: location === undefined ? target : ['--storage-location', location],
    locations: async () => namedLocations(call),
    findRun: async (id) => findRun(call, id),
  };
}

/** The record of a run, by its id or by the name of its restore. */
async function findRun(call: Call<typeof PLACE_OPTIONS>, id: string): Promise<RunResult> {
  await using places = await openPlaces(call);
  let found: RunResult | undefined;
  for (const { backups } of places.open) {
    await backups.browseRunRecords(
      call.ctx,
      () => true,
      (result) => {
        if (result.runId === id || result.restore?.name === id) found = result;
      },
    );
  }
  if (found !== undefined) return found;
  throw new RunError('item-not-found', `No record tells of a run ${id}`, { hint: 'See lifeboat list runs.' });
}
