import type { BackupHooks, ExecHook, HookedPods } from '../../domain/hooks/backup-hooks.ts';
import type { ExecRestoreHook, InitRestoreHook, RestoreHooks } from '../../domain/hooks/restore-hooks.ts';
import { DEFAULTS } from '../defaults.ts';
import type {
  BackupHooks as BackupHooksSpec,
  ExecHook as ExecHookSpec,
  ExecRestoreHook as ExecRestoreHookSpec,
  InitRestoreHook as InitRestoreHookSpec,
  ResourceHook,
  RestoreHooks as RestoreHooksSpec,
  RestoreResourceHook,
} from '../generated/documents.ts';
import { goDurationMs } from '../go-duration.ts';
import { withoutStar } from './without-star.ts';

/** The hooks of a backup policy with every default in place: unset, `onError` is Fail, as Velero documents it. */
export function backupHooksOf(hooks: BackupHooksSpec | undefined): BackupHooks {
  return {
    rules: (hooks?.resources ?? []).map(({ name, pre = [], post = [], ...pods }) => ({
      name,
      pods: podsOf(pods),
      pre: pre.map(({ exec }) => execOf(exec)),
      post: post.map(({ exec }) => execOf(exec)),
    })),
    fromAnnotations: hooks?.fromAnnotations ?? DEFAULTS.hooksFromAnnotations,
  };
}

/** The hooks of a restore policy with every default in place. */
export function restoreHooksOf(hooks: RestoreHooksSpec | undefined): RestoreHooks {
  return {
    rules: (hooks?.resources ?? []).map(({ name, postHooks = [], ...pods }) => ({
      name,
      pods: podsOf(pods),
      exec: postHooks.flatMap(({ exec }) => (exec === undefined ? [] : [execRestoreOf(exec)])),
      init: postHooks.flatMap(({ init }) => (init === undefined ? [] : [initOf(init)])),
    })),
    fromAnnotations: hooks?.fromAnnotations ?? DEFAULTS.hooksFromAnnotations,
  };
}

function podsOf(pods: Omit<ResourceHook | RestoreResourceHook, 'name'>): HookedPods {
  return {
    includedNamespaces: withoutStar(pods.includedNamespaces),
    excludedNamespaces: pods.excludedNamespaces ?? [],
    includedResources: withoutStar(pods.includedResources),
    excludedResources: pods.excludedResources ?? [],
    labelSelector: pods.labelSelector,
  };
}

function execOf({ container, command, onError, timeout }: ExecHookSpec): ExecHook {
  return {
    container: container === '' ? undefined : container,
    command,
    onError: onError ?? DEFAULTS.backupHookOnError,
    timeoutMs: durationOf(timeout) ?? goDurationMs(DEFAULTS.hookTimeout),
  };
}

function execRestoreOf(exec: ExecRestoreHookSpec): ExecRestoreHook {
  const { container, command, onError, execTimeout, waitTimeout, waitForReady } = exec;
  return {
    container: container === '' ? undefined : container,
    command,
    onError: onError ?? DEFAULTS.restoreHookOnError,
    timeoutMs: durationOf(execTimeout) ?? goDurationMs(DEFAULTS.hookTimeout),
    waitTimeoutMs: durationOf(waitTimeout),
    waitForReady: waitForReady ?? false,
  };
}

function initOf({ initContainers, timeout }: InitRestoreHookSpec): InitRestoreHook {
  return { initContainers, timeoutMs: durationOf(timeout) };
}

/** Undefined for what is not said; 0 says nothing either, as in Velero. */
function durationOf(text: string | undefined): number | undefined {
  const ms = text === undefined ? 0 : goDurationMs(text);
  return ms > 0 ? ms : undefined;
}
