import type { Entry } from '../entry.ts';
import { AnnotationReader, DEFAULT_HOOK_TIMEOUT_MS } from './annotations.ts';
import type { BackupHooks, ExecHook } from './backup-hooks.ts';
import { type HookedPod, isForPod } from './hooked-pod.ts';

/** A command of a Pod, and who wants it. */
export interface NamedHook extends ExecHook {
  /** The rule's name; `annotations` for the Pod's own. */
  readonly name: string;
}

/** The commands around one Pod. */
export interface PodBackupHooks {
  readonly pre: readonly NamedHook[];
  readonly post: readonly NamedHook[];
  /** What is wrong with its annotations. */
  readonly warnings: readonly Entry[];
}

/** What annotations of a backup's hooks have in common, wherever they stand. */
export const BACKUP_HOOK_ANNOTATION = 'hook.backup.velero.io/command';

/**
 * The commands that run before and after a Pod is stored, rules in their order. Where the policy follows annotations, a
 * Pod's own command of a phase takes the place of all rules for that phase, as in Velero (`item_hook_handler.go`).
 */
export function chooseBackupHooks({ rules, fromAnnotations }: BackupHooks, pod: HookedPod): PodBackupHooks {
  const ofPod = rules.filter((rule) => isForPod(rule.pods, pod));
  const named = (phase: 'pre' | 'post') =>
    ofPod.flatMap((rule) => rule[phase].map((hook) => ({ ...hook, name: rule.name })));
  if (!fromAnnotations) return { pre: named('pre'), post: named('post'), warnings: [] };
  const pre = annotated(pod, 'pre.hook.backup.velero.io/') ?? annotated(pod, 'hook.backup.velero.io/');
  const post = annotated(pod, 'post.hook.backup.velero.io/');
  return {
    pre: pre?.hooks ?? named('pre'),
    post: post?.hooks ?? named('post'),
    warnings: [...(pre?.warnings ?? []), ...(post?.warnings ?? [])],
  };
}

/** Whether a Pod's annotations ask for commands. */
export function hasBackupHookAnnotation({ annotations }: HookedPod): boolean {
  return ['pre.', 'post.', ''].some((prefix) => Object.hasOwn(annotations, prefix + BACKUP_HOOK_ANNOTATION));
}

function annotated(
  pod: HookedPod,
  prefix: string,
): { readonly hooks: readonly NamedHook[]; readonly warnings: readonly Entry[] } | undefined {
  const reader = new AnnotationReader(pod, prefix);
  const command = reader.command();
  if (command === undefined) return undefined;
  const hook: NamedHook = {
    name: 'annotations',
    container: reader.text('container'),
    command,
    onError: reader.onError('Fail'),
    timeoutMs: reader.duration('timeout', DEFAULT_HOOK_TIMEOUT_MS),
  };
  return { hooks: [hook], warnings: reader.warnings };
}
