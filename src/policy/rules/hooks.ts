import { takesInPods } from '../../domain/hooks/hooked-pod.ts';
import { doubtful, type Finding, invalid, type Path } from '../finding.ts';
import type {
  BackupHooks,
  ExecHook,
  ExecRestoreHook,
  Hook,
  ResourceHook,
  RestoreHook,
  RestoreHooks,
  RestoreResourceHook,
} from '../generated/documents.ts';
import { checkDuration } from './durations.ts';
import { checkNamespaces, checkResources } from './includes-excludes.ts';
import { checkLabelSelector } from './labels.ts';

const PATH: Path = ['spec', 'hooks', 'resources'];

/** Faults of the hooks of a backup policy. */
export function checkBackupHooks(hooks: BackupHooks | undefined): Finding[] {
  return (hooks?.resources ?? []).flatMap((rule, i) => {
    const path = [...PATH, i];
    return [
      checkPods(rule, path),
      warnIdle(rule, [rule.pre, rule.post], path),
      checkCommands(rule.pre, [...path, 'pre']),
      checkCommands(rule.post, [...path, 'post']),
    ].flat();
  });
}

/** Faults of the hooks of a restore policy; what init containers must have, the schema says. */
export function checkRestoreHooks(hooks: RestoreHooks | undefined): Finding[] {
  return (hooks?.resources ?? []).flatMap((rule, i) => {
    const path = [...PATH, i];
    const ofHooks = (rule.postHooks ?? []).map((hook, n) => checkRestoreHook(hook, [...path, 'postHooks', n]));
    return [checkPods(rule, path), warnIdle(rule, [rule.postHooks], path), ...ofHooks].flat();
  });
}

/** Which Pods a rule is for, by the rules of every other selection. */
function checkPods(rule: ResourceHook | RestoreResourceHook, path: Path): Finding[] {
  return [
    ...checkNamespaces({
      included: rule.includedNamespaces,
      excluded: rule.excludedNamespaces,
      includedPath: [...path, 'includedNamespaces'],
      excludedPath: [...path, 'excludedNamespaces'],
      prefix: 'Invalid included/excluded namespace lists',
    }),
    ...checkResources({
      included: rule.includedResources,
      excluded: rule.excludedResources,
      includedPath: [...path, 'includedResources'],
      excludedPath: [...path, 'excludedResources'],
      prefix: 'Invalid included/excluded resource lists',
    }),
    ...checkLabelSelector(rule.labelSelector, [...path, 'labelSelector']),
    ...warnPodless(rule, path),
  ];
}

/** Velero passes over such a hook of a backup without a word, and takes that of a restore for one of Pods. */
function warnPodless({ name, includedResources = [], excludedResources = [] }: ResourceHook, path: Path): Finding[] {
  if (takesInPods({ includedResources, excludedResources })) return [];
  const field = includedResources.length > 0 ? 'includedResources' : 'excludedResources';
  return [doubtful([...path, field], `hook ${name} never runs: hooks run in Pods, and these are left out`)];
}

function warnIdle(
  { name }: { readonly name: string },
  lists: readonly (readonly (Hook | RestoreHook)[] | undefined)[],
  path: Path,
): Finding[] {
  if (lists.some((list = []) => list.length > 0)) return [];
  return [doubtful(path, `hook ${name} runs nothing`)];
}

function checkCommands(hooks: readonly Hook[] | undefined, path: Path): Finding[] {
  return (hooks ?? []).flatMap(({ exec }, n) => checkExec(exec, [...path, n, 'exec']));
}

function checkExec({ command, timeout }: ExecHook, path: Path): Finding[] {
  return [...checkCommand(command, path), ...checkDuration(timeout, [...path, 'timeout'])];
}

function checkCommand([program]: readonly string[], path: Path): Finding[] {
  return program === '' ? [invalid([...path, 'command', 0], 'names no program')] : [];
}

function checkRestoreHook({ exec, init }: RestoreHook, path: Path): Finding[] {
  if (exec === undefined && init === undefined) return [doubtful(path, 'runs nothing: neither exec nor init')];
  return [
    ...(exec === undefined ? [] : checkRestoreExec(exec, [...path, 'exec'])),
    ...checkDuration(init?.timeout, [...path, 'init', 'timeout']),
  ];
}

function checkRestoreExec({ command, execTimeout, waitTimeout }: ExecRestoreHook, path: Path): Finding[] {
  return [
    ...checkCommand(command, path),
    ...checkDuration(execTimeout, [...path, 'execTimeout']),
    ...checkDuration(waitTimeout, [...path, 'waitTimeout']),
  ];
}
