/** What happens to a process that comes to a step. */
export const FAILPOINT_ACTIONS = ['kill', 'term', 'throw', 'reject', 'hang'] as const;

/** One of them. */
export type FailpointAction = (typeof FAILPOINT_ACTIONS)[number];

/** What a process with a failpoint tells its parent. */
export interface FailpointMessage {
  readonly reached: string;
}

/**
 * What a run calls at its steps: tells the parent of each, and does at the named one what `<step>:<action>` says, the
 * first time it is reached. `kill` is SIGKILL, `term` SIGTERM by itself, `throw` an error that nobody foresaw,
 * `reject` one in a promise that nobody awaits, and `hang` never comes back.
 */
export function failpointOf(text: string | undefined): (step: string) => Promise<void> {
  const at = text?.lastIndexOf(':') ?? -1;
  const [wanted, action] = [text?.slice(0, at), text?.slice(at + 1) as FailpointAction];
  if (text !== undefined && !FAILPOINT_ACTIONS.includes(action)) throw new Error(`${text} is no failpoint`);
  let isDone = false;
  return async (step) => {
    process.send?.({ reached: step } satisfies FailpointMessage);
    if (step !== wanted || isDone) return;
    isDone = true;
    await act(action);
  };
}

/** Who waits here keeps a timer, so that the event loop does not run dry, which would be another failure. */
async function act(action: FailpointAction): Promise<void> {
  const { promise: forever } = Promise.withResolvers<void>();
  switch (action) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      return forever;
    case 'term': {
      const told = new Promise((resolve) => process.once('SIGTERM', resolve));
      process.kill(process.pid, 'SIGTERM');
      const awake = setInterval(() => {}, 60_000);
      await told;
      clearInterval(awake);
      return;
    }
    case 'throw':
      throw new TypeError('thrown by a failpoint');
    case 'reject':
      void Promise.reject(new TypeError('rejected by a failpoint'));
      await new Promise(setImmediate);
      return;
    case 'hang':
      setInterval(() => {}, 60_000);
      return forever;
  }
}
