import { spawn } from 'node:child_process';
import type { CommandCall, CommandEnd, Print } from './api-server/api/exec.ts';

/** A Pod that says it runs, with one container `main`. */
export function shellPod(namespace: string, name: string, more: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, ...more },
    spec: { nodeName: 'node-1', containers: [{ name: 'main', image: 'shell' }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'main', ready: true, state: { running: {} } }] },
  };
}

/** A Pod as it is when scheduler and kubelet have done their part. */
export function running(pod: object): object {
  const { spec, ...rest } = pod as { readonly spec: { readonly containers: readonly { readonly name: string }[] } };
  const containerStatuses = spec.containers.map(({ name }) => ({ name, ready: true, state: { running: {} } }));
  return { ...rest, spec: { ...spec, nodeName: 'node-1' }, status: { phase: 'Running', containerStatuses } };
}

/** Runs a command here, whatever container it is meant for. */
export async function shell({ command }: CommandCall, print: Print): Promise<CommandEnd> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.setEncoding('utf8').on('data', (text: string) => print(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => print(text, 'stderr'));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ cannotRun: `error executing command in container: ${error.message}` }));
    child.once('close', (code) => resolve({ exitCode: code ?? 137 }));
  });
}
