import { type CliIo, openProcessIo as openTrueIo } from '../../../src/cli/io.ts';
import { RunClock } from '../whole-run/run-clock.ts';
import { failpointOf } from './failpoint.ts';

/** The command line's view of the process, with the failpoint, the time and the timings that the environment asks for. */
export function openProcessIo(...given: Parameters<typeof openTrueIo>): CliIo {
  const io = openTrueIo(...given);
  const {
    LIFEBOAT_FAILPOINT: failpoint,
    LIFEBOAT_FAILPOINT_AT: at,
    LIFEBOAT_FAILPOINT_TIMINGS: timings = '{}',
    ...env
  } = io.env;
  return {
    ...io,
    env,
    ...(at !== undefined && { clock: new RunClock(new Date(at)) }),
    timings: { ...io.timings, ...JSON.parse(timings) },
    reached: failpointOf(failpoint),
  };
}
