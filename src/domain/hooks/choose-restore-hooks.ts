import type { Entry } from '../entry.ts';
import type { JsonObject } from '../json/exact-json.ts';
import { isListed } from '../selection/glob.ts';
import { AnnotationReader, DEFAULT_HOOK_TIMEOUT_MS } from './annotations.ts';
import { type HookedPod, isForPod } from './hooked-pod.ts';
import type { ExecRestoreHook, RestoreHooks } from './restore-hooks.ts';

/** A command of a restored Pod, and who wants it. */
export interface NamedRestoreHook extends ExecRestoreHook {
  /** The rule's name; `annotations` for the Pod's own. */
  readonly name: string;
}

/** The commands of one restored Pod. */
export interface PodRestoreHooks {
  readonly exec: readonly NamedRestoreHook[];
  /** What is wrong with its annotations. */
  readonly warnings: readonly Entry[];
}

/** Init containers that a restored Pod gets. */
export interface PodInitContainers {
  readonly containers: readonly JsonObject[];
  /** When they should have ended, after the Pod was created; undefined where nobody said. */
  readonly timeoutMs: number | undefined;
  /** What is wrong with its annotations. */
  readonly warnings: readonly Entry[];
}

const EXEC_PREFIX = 'post.hook.restore.velero.io/';
const INIT_PREFIX = 'init.hook.restore.velero.io/';

/** What annotations of a restore's hooks have in common. */
export const RESTORE_HOOK_ANNOTATION = '.hook.restore.velero.io/';

/**
 * The commands that run in a Pod once it is restored, rules in their order. Where the policy follows annotations, a Pod's
 * own command takes the place of all rules, as in Velero (`item_hook_handler.go`).
 */
export function chooseRestoreHooks({ rules, fromAnnotations }: RestoreHooks, pod: HookedPod): PodRestoreHooks {
  const own = fromAnnotations ? annotatedExec(pod) : undefined;
  if (own !== undefined) return own;
  const ofPod = rules.filter((rule) => isForPod(rule.pods, pod));
  return { exec: ofPod.flatMap((rule) => rule.exec.map((hook) => ({ ...hook, name: rule.name }))), warnings: [] };
}

/**
 * The init containers that a Pod is restored with, before its own: those of all rules in their order, or that of its
 * annotations. A container of annotations without a name gets one that is always the same for this Pod.
 */
export function chooseInitContainers({ rules, fromAnnotations }: RestoreHooks, pod: HookedPod): PodInitContainers {
  const own = fromAnnotations ? annotatedInit(pod) : undefined;
  if (own !== undefined) return own;
  const hooks = rules.filter((rule) => isForPod(rule.pods, pod)).flatMap(({ init }) => init);
  const timeouts = hooks.flatMap(({ timeoutMs }) => timeoutMs ?? []);
  return {
    containers: hooks.flatMap(({ initContainers }) => initContainers),
    timeoutMs: timeouts.length === 0 ? undefined : Math.max(...timeouts),
    warnings: [],
  };
}

/** Whether rules may run commands in Pods of a namespace; which of them, only the Pods' labels tell. */
export function mayRunCommands({ rules }: RestoreHooks, namespace: string): boolean {
  return rules.some(
    ({ exec, pods }) => exec.length > 0 && isListed(namespace, pods.includedNamespaces, pods.excludedNamespaces),
  );
}

/** Whether a Pod's annotations ask for hooks of a restore. */
export function hasRestoreHookAnnotation({ annotations }: HookedPod): boolean {
  return [`${EXEC_PREFIX}command`, `${INIT_PREFIX}container-image`].some((key) => Object.hasOwn(annotations, key));
}

function annotatedExec(pod: HookedPod): PodRestoreHooks | undefined {
  const reader = new AnnotationReader(pod, EXEC_PREFIX);
  const command = reader.command();
  if (command === undefined) return undefined;
  const hook: NamedRestoreHook = {
    name: 'annotations',
    container: reader.text('container'),
    command,
    onError: reader.onError('Continue'),
    timeoutMs: reader.duration('exec-timeout', DEFAULT_HOOK_TIMEOUT_MS),
    waitTimeoutMs: reader.duration('wait-timeout', undefined),
    waitForReady: reader.flag('wait-for-ready'),
  };
  return { exec: [hook], warnings: reader.warnings };
}

function annotatedInit(pod: HookedPod): PodInitContainers | undefined {
  const reader = new AnnotationReader(pod, INIT_PREFIX);
  const image = reader.text('container-image');
  if (image === undefined) return undefined;
  const name = reader.text('container-name') ?? `velero-restore-init-${shortHash(`${pod.namespace}/${pod.name}`)}`;
  const command = reader.command();
  const container: JsonObject = { name, image, ...(command && { command: [...command] }) };
  return { containers: [container], timeoutMs: reader.duration('timeout', undefined), warnings: reader.warnings };
}

/** Eight hexadecimal digits (FNV-1a): to tell names apart, not to keep anything safe. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
