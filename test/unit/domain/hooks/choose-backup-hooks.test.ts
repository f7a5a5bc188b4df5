import { describe, expect, it } from 'vitest';
import type { BackupHookRule, HookedPods } from '../../../../src/domain/hooks/backup-hooks.ts';
import { chooseBackupHooks, hasBackupHookAnnotation } from '../../../../src/domain/hooks/choose-backup-hooks.ts';
import { type HookedPod, readHookedPod } from '../../../../src/domain/hooks/hooked-pod.ts';

const EVERY_POD: HookedPods = {
  includedNamespaces: [],
  excludedNamespaces: [],
  includedResources: [],
  excludedResources: [],
  labelSelector: undefined,
};
const exec = (...command: string[]) => ({ container: undefined, command, onError: 'Fail' as const, timeoutMs: 30_000 });

function aPod(annotations: Readonly<Record<string, string>> = {}): HookedPod {
  const metadata = { labels: { app: 'db' }, annotations };
  return readHookedPod({ metadata, spec: { containers: [{ name: 'db' }] } }, 'shop', 'db-0');
}

function aRule(name: string, pods: Partial<HookedPods> = {}): BackupHookRule {
  return { name, pods: { ...EVERY_POD, ...pods }, pre: [exec('freeze')], post: [exec('thaw')] };
}

const namesOf = (rules: readonly BackupHookRule[], pod = aPod()) =>
  chooseBackupHooks({ rules, fromAnnotations: false }, pod).pre.map(({ name }) => name);

describe('chooseBackupHooks', () => {
  it('takes all rules that are for the Pod, in their order', () => {
    expect(namesOf([aRule('b'), aRule('a')])).toEqual(['b', 'a']);
  });

  it.each<[string, Partial<HookedPods>, boolean]>([
    ['namespaces by pattern', { includedNamespaces: ['sh*'] }, true],
    ['other namespaces', { includedNamespaces: ['vault'] }, false],
    ['an excluded namespace, whatever is included', { includedNamespaces: ['*'], excludedNamespaces: ['shop'] }, false],
    ['Pods by their short name', { includedResources: ['po'] }, true],
    ['Pods by their kind', { includedResources: ['Pod'] }, true],
    ['other types', { includedResources: ['deployments.apps'] }, false],
    ['everything but Pods', { excludedResources: ['pods'] }, false],
    ['its labels', { labelSelector: { matchLabels: { app: 'db' } } }, true],
    ['other labels', { labelSelector: { matchLabels: { app: 'web' } } }, false],
  ])('reads a rule for %s', (_, pods, isFor) => {
    expect(namesOf([aRule('freeze', pods)])).toEqual(isFor ? ['freeze'] : []);
  });

  it('lets annotations take the place of the rules, phase by phase', () => {
    const pod = aPod({ 'pre.hook.backup.velero.io/command': '/bin/own' });

    const { pre, post } = chooseBackupHooks({ rules: [aRule('rule')], fromAnnotations: true }, pod);

    expect(pre).toEqual([{ name: 'annotations', ...exec('/bin/own') }]);
    expect(post.map(({ name }) => name)).toEqual(['rule']);
  });

  it('looks at no annotation where the policy does not say so', () => {
    const pod = aPod({ 'pre.hook.backup.velero.io/command': '/bin/own' });

    expect(namesOf([], pod)).toEqual([]);
    expect(hasBackupHookAnnotation(pod)).toBe(true);
  });

  it('takes annotations without a phase for pre, and those with one before them', () => {
    const old = aPod({ 'hook.backup.velero.io/command': 'old' });
    const both = aPod({ 'hook.backup.velero.io/command': 'old', 'pre.hook.backup.velero.io/command': 'new' });
    const commandsOf = (pod: HookedPod) =>
      chooseBackupHooks({ rules: [], fromAnnotations: true }, pod).pre.map(({ command }) => command);

    expect([commandsOf(old), commandsOf(both)]).toEqual([[['old']], [['new']]]);
  });

  it.each<[string, readonly string[]]>([
    ['["/bin/sh", "-c", "a b"]', ['/bin/sh', '-c', 'a b']],
    ['/bin/sh -c "a b"', ['/bin/sh -c "a b"']],
    ['[not json', ['[not json']],
    ['[1, 2]', ['[1, 2]']],
    ['[]', ['[]']],
  ])('reads the command %s as words', (text, words) => {
    const pod = aPod({ 'post.hook.backup.velero.io/command': text });

    expect(chooseBackupHooks({ rules: [], fromAnnotations: true }, pod).post[0]?.command).toEqual(words);
  });

  it('reads container, on-error and timeout', () => {
    const prefix = 'pre.hook.backup.velero.io/';
    const pod = aPod({
      [`${prefix}command`]: 'sync',
      [`${prefix}container`]: 'sidecar',
      [`${prefix}on-error`]: 'Continue',
      [`${prefix}timeout`]: '1m30s',
    });

    const { pre, warnings } = chooseBackupHooks({ rules: [], fromAnnotations: true }, pod);

    expect(pre).toMatchObject([{ container: 'sidecar', onError: 'Continue', timeoutMs: 90_000 }]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['on-error', 'continue', 'is neither Continue nor Fail; Fail holds'],
    ['timeout', 'soon', 'is no duration such as 30s or 5m; 30s holds'],
    ['timeout', '-5s', 'is no duration such as 30s or 5m; 30s holds'],
  ])('warns of %s %s and takes the default', (key, value, what) => {
    const prefix = 'pre.hook.backup.velero.io/';
    const pod = aPod({ [`${prefix}command`]: 'sync', [`${prefix}${key}`]: value });

    const { pre, warnings } = chooseBackupHooks({ rules: [], fromAnnotations: true }, pod);

    expect(pre).toMatchObject([{ onError: 'Fail', timeoutMs: 30_000 }]);
    expect(warnings).toMatchObject([
      { code: 'hook-annotation-invalid', message: `Annotation ${prefix}${key} of pod shop/db-0 ${what}` },
    ]);
  });
});

describe('readHookedPod', () => {
  it('names containers in which commands can run: init containers that end are not among them', () => {
    const pod = readHookedPod(
      {
        spec: {
          containers: [{ name: 'db' }],
          initContainers: [{ name: 'load' }, { name: 'proxy', restartPolicy: 'Always' }],
        },
      },
      'shop',
      'db-0',
    );

    expect(pod.containers).toEqual(['db', 'proxy']);
  });
});
