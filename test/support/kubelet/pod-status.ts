import { readFile } from 'node:fs/promises';
import type { ContainerExit } from './container-process.ts';
import type { Container } from './pod.ts';

const MAX_MESSAGE_BYTES = 4096;
const MAX_FALLBACK_BYTES = 2048;
const MAX_FALLBACK_LINES = 80;

/** `status` of a Pod whose container cannot start yet. */
export function waitingStatus(container: Container, reason: string, message: string): object {
  return { phase: 'Pending', containerStatuses: [statusOf(container, { waiting: { reason, message } })] };
}

/** `status` of a Pod that was ended before its container could start. */
export function neverStartedStatus(): object {
  return { phase: 'Failed', conditions: conditions(false) };
}

/** Condition by which a node says that it, not the program, ended the Pod. */
export const DISRUPTION = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'TerminationByKubelet',
  message: 'The node was low on resources',
};

/** `status` of a Pod whose container runs. */
export function runningStatus(container: Container, startedAt: string): object {
  return {
    phase: 'Running',
    startTime: startedAt,
    hostIP: '127.0.0.1',
    podIP: '127.0.0.1',
    conditions: conditions(true),
    containerStatuses: [{ ...statusOf(container, { running: { startedAt } }), ready: true, started: true }],
  };
}

/** `status` of a Pod whose container ended; a conditions patch of its own may add `DisruptionTarget`. */
export function endedStatus(container: Container, { code, ...times }: ContainerExit, message: string): object {
  const reason = code === 0 ? 'Completed' : 'Error';
  const terminated = { exitCode: code, reason, ...(message && { message }), ...times };
  return {
    phase: code === 0 ? 'Succeeded' : 'Failed',
    conditions: conditions(false),
    containerStatuses: [statusOf(container, { terminated })],
  };
}

/** What a kubelet says of an end: the termination log's first 4096 bytes, else, if asked and failed, the end of the log. */
export async function terminationMessage(
  file: string,
  container: Container,
  exitCode: number,
  log: string,
): Promise<string> {
  const written = (await readFile(file)).subarray(0, MAX_MESSAGE_BYTES).toString();
  if (written !== '' || exitCode === 0 || container.terminationMessagePolicy !== 'FallbackToLogsOnError')
    return written;
  const lines = log
    .split('\n')
    .slice(-MAX_FALLBACK_LINES - 1)
    .join('\n');
  return Buffer.from(lines).subarray(-MAX_FALLBACK_BYTES).toString();
}

function statusOf({ name, image }: Container, state: object): object {
  return { name, image, imageID: '', restartCount: 0, ready: false, started: false, state };
}

function conditions(isReady: boolean): object[] {
  const status = isReady ? 'True' : 'False';
  return [
    { type: 'Initialized', status: 'True' },
    { type: 'Ready', status },
    { type: 'ContainersReady', status },
  ];
}
