import type { RunResult } from '../../../domain/result/result.ts';
import { RunError } from '../../../domain/problem.ts';
import { problemObject } from '../../../domain/state/problem-object.ts';
import type { Call } from '../../command.ts';
import { defineCommand } from '../../command.ts';
import { exitCodeOfProblem } from '../../exit-code.ts';
import { readCapped } from '../../policies/policy-file.ts';
import { namedLocations, openPlaces, PLACE_OPTIONS } from '../find/places.ts';
import { ApiError } from './api-error.ts';
import { innerCallOf, streamingCallOf } from './inner-call.ts';
import { type ApiUse, WRITTEN } from './operation.ts';
import { OPERATION_LINES, OPERATION_NAMES, operationNamed } from './operations.ts';
import { parseRequest } from './request.ts';

/** `lifeboat api <operation>`. */
export const api = defineCommand({
  name: 'api',
  summary: 'Answer a request of another system’s interface (experimental)',
  description: `Reads the request as JSON from standard input, and prints the answer, or an error in the shape of that interface. See docs/api.md.\n\n${OPERATION_LINES}`,
  examples: [
    { title: 'Backups, as Cloudera lists them', line: 'api listBackups --from ./backups' },
    {
      title: 'One backup, as Astra Control shows it',
      line: 'api astra/getAppBackup --from s3://backups < request.json',
    },
  ],
  positionals: {
    operation: { required: true, complete: OPERATION_NAMES, description: 'listBackups, velero/getBackup, …' },
  },
  options: PLACE_OPTIONS,
  run: async (call) => {
    const { io, positionals } = call;
    const operation = operationNamed(positionals.operation);
    const answer = (value: unknown) => io.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
    let exitCode = 0;
    const use = useOf(call, (ended) => {
      exitCode = Math.max(exitCode, ended);
    });
    try {
      const answered = await operation.perform(parseRequest(await requestText(call)), use);
      if (answered !== WRITTEN) answer(answered);
      return exitCode;
    } catch (error) {
      const failure = asApiError(error);
      answer(operation.of.errorShape(failure.problem));
      if (failure.isAboutRequest && io.stdinIsTerminal()) {
        io.stderr.write('The request is read from standard input, which is a terminal here.\n');
      }
      return failure.exitCode;
    }
  },
});

/** Nobody is waited for at a terminal: there the request is empty, as it may be for lists. */
async function requestText({ io, ctx }: Call): Promise<string> {
  return io.stdinIsTerminal() ? '' : new TextDecoder().decode(await readCapped(io.stdin, ctx.signal));
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (!(error instanceof RunError)) throw error;
  const { code, message, hint } = error;
  return new ApiError(problemObject({ code, message, hint }), exitCodeOfProblem(code));
}

function useOf(call: Call<typeof PLACE_OPTIONS>, ended: (exitCode: number) => void): ApiUse {
  const { from, location } = call.options;
  const target = from === undefined ? [] : ['--to', from];
  return {
    call: innerCallOf(call, ended),
    stream: streamingCallOf(call),
    target: location === undefined ? target : ['--storage-location', location],
    locations: async () => namedLocations(call),
    runs: async (isMeant) => runsIn(call, isMeant),
    findRun: async (id) => {
      const [found] = await runsIn(call, ({ runId, restore }) => runId === id || restore?.name === id);
      if (found !== undefined) return found;
      throw new RunError('item-not-found', `No record tells of a run ${id}`, { hint: 'See lifeboat list runs.' });
    },
  };
}

async function runsIn(
  call: Call<typeof PLACE_OPTIONS>,
  isMeant: (result: RunResult) => boolean,
): Promise<readonly RunResult[]> {
  await using places = await openPlaces(call);
  const found: RunResult[] = [];
  for (const { backups } of places.open) {
    await backups.browseRunRecords(
      call.ctx,
      () => true,
      (result) => {
        if (isMeant(result)) found.push(result);
      },
    );
  }
  return found;
}
