import { cpSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type BuiltProgram, buildFailpointProgram } from '../failpoint/build-program.ts';
import type { FailpointAction } from '../failpoint/failpoint.ts';
import { type ProcessEnd, type ProcessOptions, type RunProcess, startRun } from '../failpoint/run-process.ts';
import { type RunJob, Runner } from './runner.ts';
import { objectsIn } from './stored-backup.ts';
import type { Place, World } from './world.ts';

/** Every named step of a run before its backup exists, in their order. */
export const BEFORE_COMMIT: readonly string[] = [
  'started',
  'locked',
  'claimed',
  'discovered',
  'listing',
  'page:1',
  'batch:configmaps',
  'collected',
  'gzip-ending',
  'sealed',
  'archive-stored',
  'uploaded',
  'verified',
  'committing',
  'marker-putting',
];

/** The steps after it. */
export const AFTER_COMMIT: readonly string[] = ['marker-stored', 'committed', 'publishing', 'published'];

/** The backup that the interrupted runs make. */
export const BACKUP = 'nightly-20261121021700';

const SMALL = { includedNamespaces: ['shop'], includedResources: ['configmaps', 'secrets'] };
const TODAY = new Date('2026-11-21T02:17:01Z');
const YESTERDAY = new Date('2026-11-20T02:17:00Z');

/** A run about to be interrupted, in a location that holds a backup of yesterday, which nothing may harm. */
export class Subject implements Disposable {
  readonly runner: Runner;
  readonly job: RunJob;
  readonly #program: BuiltProgram;

  constructor(runner: Runner, job: RunJob, program: BuiltProgram) {
    this.runner = runner;
    this.job = job;
    this.#program = program;
  }

  /**
   * Starts one Pod of the Job as a process, on the day of the Job whatever the API server's clock shows. What it leaves is
   * of that day, too.
   */
  start(options: Partial<ProcessOptions> = {}): RunProcess {
    const timings = { clockToleranceMs: Number.MAX_SAFE_INTEGER, ...options.timings };
    const run = startRun(this.#program, { args: ['run', 'nightly'], at: TODAY, ...options, timings, env: this.env() });
    const { directory } = this.runner.place;
    const dated = async () => {
      const end = await run.ended;
      for (const key of Object.keys(objectsIn(this.runner.place))) utimesSync(join(directory, key), TODAY, TODAY);
      return end;
    };
    return { ...run, ended: dated() };
  }

  /** Starts one that comes to a bad end at a step, and returns when it has ended. */
  async end(step: string, action: FailpointAction): Promise<ProcessEnd> {
    return this.start({ failpoint: `${step}:${action}` }).ended;
  }

  /** The environment of the Job's next Pod. */
  env(): Readonly<Record<string, string>> {
    return { ...this.runner.podEnv(this.job), TMPDIR: this.runner.folder };
  }

  /** What processes have left in the Pod's scratch space. */
  scratch(): string[] {
    return readdirSync(this.runner.folder).filter((name) => name.startsWith('lifeboat-'));
  }

  /** Who holds the policy's Lease; empty for nobody. */
  async holder(): Promise<string> {
    const lease = await this.runner.world.api.find(this.runner.lease);
    return (lease?.['spec'] as { holderIdentity?: string } | undefined)?.holderIdentity ?? '';
  }

  /** Creates the Job of the policy's next run, and performs it in this process. */
  async runTomorrow(): Promise<{ readonly exitCode: number; readonly job: RunJob }> {
    const job = await this.runner.job({ due: new Date('2026-11-22T02:17:00Z') });
    const { exitCode } = await this.runner.run(job, { at: new Date('2026-11-22T02:17:01Z') });
    return { exitCode, job };
  }

  [Symbol.dispose](): void {
    this.runner[Symbol.dispose]();
  }
}

/** Where runs are started as processes and interrupted. */
export class InterruptionBench implements AsyncDisposable {
  readonly world: World;
  readonly #yesterday: Place;
  readonly #program: BuiltProgram;

  private constructor(world: World, program: BuiltProgram, yesterday: Place) {
    this.world = world;
    this.#program = program;
    this.#yesterday = yesterday;
  }

  static async open(world: World): Promise<InterruptionBench> {
    using runner = await Runner.open(world, { policy: SMALL });
    await runner.run(await runner.job({ due: YESTERDAY }), { at: YESTERDAY });
    return new InterruptionBench(world, await buildFailpointProgram(), runner.place);
  }

  /** A run of its own, in a namespace and a location of its own. */
  async subject(): Promise<Subject> {
    const runner = await Runner.open(this.world, { policy: SMALL });
    cpSync(this.#yesterday.directory, runner.place.directory, { recursive: true });
    return new Subject(runner, await runner.job(), this.#program);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world[Symbol.asyncDispose]();
    this.#program[Symbol.dispose]();
  }
}
