import type { LabelSelector } from '../selection/label-selector.ts';

/** A command to run in a container. Durations are milliseconds. */
export interface ExecHook {
  /** Undefined: the Pod's first container. */
  readonly container: string | undefined;
  /** Command and arguments; no shell is added. */
  readonly command: readonly string[];
  /** `Fail` stops the hooks that follow in the Pod, and leaves the Pod out of the backup when it comes before it. */
  readonly onError: 'Continue' | 'Fail';
  readonly timeoutMs: number;
}

/** Which Pods a rule is for; empty include lists mean all. */
export interface HookedPods {
  readonly includedNamespaces: readonly string[];
  readonly excludedNamespaces: readonly string[];
  /** Type names, which must take in `pods` for the rule to mean anything. */
  readonly includedResources: readonly string[];
  readonly excludedResources: readonly string[];
  readonly labelSelector: LabelSelector | undefined;
}

/** Commands before and after Pods are backed up, and which Pods. */
export interface BackupHookRule {
  readonly name: string;
  readonly pods: HookedPods;
  readonly pre: readonly ExecHook[];
  readonly post: readonly ExecHook[];
}

/** The hooks of a backup policy. */
export interface BackupHooks {
  readonly rules: readonly BackupHookRule[];
  /** Whether a Pod's annotations, where it has any, replace the rules for it. */
  readonly fromAnnotations: boolean;
}
