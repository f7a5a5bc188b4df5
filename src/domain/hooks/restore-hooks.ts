import type { JsonObject } from '../json/exact-json.ts';
import type { ExecHook, HookedPods } from './backup-hooks.ts';

/** A command to run in a container of a restored Pod, once it runs. */
export interface ExecRestoreHook extends ExecHook {
  /** How long to wait for the container; undefined: as long as the run may take. */
  readonly waitTimeoutMs: number | undefined;
  /** Whether the container must be ready, not only running. */
  readonly waitForReady: boolean;
}

/** Init containers that a restored Pod starts with, as a Pod declares them. */
export interface InitRestoreHook {
  readonly initContainers: readonly JsonObject[];
  /** How long they may take; undefined: as long as the run may take. */
  readonly timeoutMs: number | undefined;
}

/** What to do in restored Pods, and which Pods. */
export interface RestoreHookRule {
  readonly name: string;
  readonly pods: HookedPods;
  readonly exec: readonly ExecRestoreHook[];
  readonly init: readonly InitRestoreHook[];
}

/** The hooks of a restore policy. */
export interface RestoreHooks {
  readonly rules: readonly RestoreHookRule[];
  /** Whether an archived Pod's annotations, where it has any, replace the rules for it. */
  readonly fromAnnotations: boolean;
}
