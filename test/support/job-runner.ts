import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { systemClock } from '../../src/base/clock.ts';
import { type Clock, DEFAULT_TIMINGS } from '../../src/base/context.ts';
import type { ApiServer } from './api-server/api-server.ts';
import { aCliIo } from './cli-rig.ts';
import { runCli } from '../../src/cli/cli.ts';

/** A Job as it was made. */
export interface MadeJob {
  readonly metadata: { readonly name: string; readonly namespace: string } & Readonly<Record<string, unknown>>;
  readonly spec: Readonly<Record<string, unknown>> & {
    readonly template: {
      readonly spec: { readonly containers: readonly Container[] } & Readonly<Record<string, unknown>>;
    };
  };
}

interface Container {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

/** What a Pod of a Job has come to: its status, and its log. */
export interface PodOutcome {
  readonly status: object;
  readonly log: string;
}

const BASE = new URL('../../kustomize/base/backup/backup-nightly.yaml', import.meta.url);

/** The CronJob of the base, with further variables for its container. */
export function cronJobOfBase(variables: Readonly<Record<string, string>>): object {
  const cronJob = parse(readFileSync(BASE, 'utf8')) as {
    metadata: object;
    spec: { jobTemplate: { spec: { template: { spec: { containers: [{ env: object[] }] } } } } };
  };
  const { env } = cronJob.spec.jobTemplate.spec.template.spec.containers[0];
  env.push(...Object.entries(variables).map(([name, value]) => ({ name, value })));
  return { ...cronJob, metadata: { ...cronJob.metadata, namespace: 'lifeboat' } };
}

/**
 * Job controller and kubelet of an in-memory API server: whenever somebody pauses to look again, new Jobs get their Pod,
 * whose container is a call of the command line in this process. `become` says what else becomes of a Pod.
 */
export class JobRunner {
  readonly jobs: MadeJob[] = [];
  readonly #server: ApiServer;
  become: (job: MadeJob) => Promise<PodOutcome | undefined> = runContainer;
  #skippedMs = 0;

  constructor(server: ApiServer) {
    this.#server = server;
  }

  /** A clock whose pauses between two looks are this cluster's turn, and take no time. */
  get clock(): Clock {
    return {
      now: () => systemClock.now(),
      monotonicMs: () => systemClock.monotonicMs() + this.#skippedMs,
      pause: async (ms, signal) => {
        if (ms !== DEFAULT_TIMINGS.pollEveryMs) return systemClock.pause(ms, signal);
        signal.throwIfAborted();
        this.#skippedMs += ms;
        await this.#turn();
      },
    };
  }

  async #turn(): Promise<void> {
    for (const job of this.#server.all('jobs.batch') as unknown as MadeJob[]) {
      const { name, namespace } = job.metadata;
      if (this.jobs.some(({ metadata }) => metadata.name === name)) continue;
      this.jobs.push(job);
      const outcome = await this.become(job);
      if (outcome === undefined) continue;
      const metadata = { name: `${name}-abcde`, namespace, labels: { 'job-name': name } };
      const { spec } = job.spec.template;
      this.#server.seed([{ apiVersion: 'v1', kind: 'Pod', metadata, spec, status: outcome.status }]);
      this.#server.logs.set(`${namespace}/${metadata.name}`, outcome.log);
    }
  }
}

/** Runs a Job's container: its log has both its streams, as a container runtime mixes them. */
export async function runContainer({ spec }: MadeJob): Promise<PodOutcome> {
  const [{ args, env = [] }] = spec.template.spec.containers as [Container];
  const variables = Object.fromEntries(env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
  const io = aCliIo(args, { env: variables });
  const exitCode = await runCli(io);
  const log = io.stderrText() + io.stdoutText() + '{"level":"warn","message":"one more word"}\n';
  return { status: ended(exitCode, exitCode === 0 ? 'Completed' : 'Error'), log };
}

/** The status of a Pod whose container has ended. */
export function ended(exitCode: number, reason: string, message?: string): object {
  const terminated = { exitCode, reason, ...(message !== undefined && { message }) };
  return {
    phase: exitCode === 0 ? 'Succeeded' : 'Failed',
    containerStatuses: [{ name: 'lifeboat', state: { terminated } }],
  };
}
