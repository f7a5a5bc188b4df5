import type { OptionSpecs } from '../../../arguments/option.ts';
import type { Call } from '../../../command.ts';
import { CLUSTER_OPTIONS } from '../../../compose.ts';

/** For commands whose words may also be said to a Job, which has what this machine lacks. */
export const VIA_JOB_OPTIONS = {
  viaJob: {
    type: 'string',
    valueName: 'CRONJOB',
    description: 'Without access to the storage: in a Job of this CronJob, namespace/name',
  },
  framed: {
    type: 'boolean',
    default: false,
    rare: true,
    description: 'Print so that no container’s log changes it: what --via-job says to its Job',
  },
} as const satisfies OptionSpecs;

const OPTIONS = { ...VIA_JOB_OPTIONS, ...CLUSTER_OPTIONS } as const;

/** A call that may go through a Job. */
export type ViaJobCall = Pick<Call<typeof OPTIONS>, 'ctx' | 'io' | 'options' | 'redactor'>;

/** Performs a call that prints: through a Job, which is told `words`, for a container's log, or as every other. */
export async function printingCall<C extends ViaJobCall>(
  call: C,
  words: (call: C) => readonly string[],
  perform: (call: C) => Promise<number>,
): Promise<number> {
  if (call.options.viaJob !== undefined) {
    const { readViaJob } = await import('./via-job.ts');
    call.io.stdout.write(await readViaJob(call, words(call)));
    return 0;
  }
  if (!call.options.framed) return perform(call);
  const { framedCall } = await import('./framed-call.ts');
  return framedCall(call, perform);
}
