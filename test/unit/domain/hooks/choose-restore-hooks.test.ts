import { describe, expect, it } from 'vitest';
import {
  chooseInitContainers,
  chooseRestoreHooks,
  mayRunCommands,
} from '../../../../src/domain/hooks/choose-restore-hooks.ts';
import { readHookedPod } from '../../../../src/domain/hooks/hooked-pod.ts';
import type { RestoreHookRule, RestoreHooks } from '../../../../src/domain/hooks/restore-hooks.ts';

const POST = 'post.hook.restore.velero.io/';
const INIT = 'init.hook.restore.velero.io/';

const aPod = (annotations: Readonly<Record<string, string>> = {}) =>
  readHookedPod({ metadata: { annotations }, spec: { containers: [{ name: 'db' }] } }, 'shop', 'db-0');

function aRule(name: string, more: Partial<RestoreHookRule> = {}): RestoreHookRule {
  const pods = {
    includedNamespaces: [],
    excludedNamespaces: ['vault'],
    includedResources: [],
    excludedResources: [],
    labelSelector: undefined,
  };
  return { name, pods, exec: [], init: [], ...more };
}

const EXEC = {
  container: undefined,
  command: ['load'],
  onError: 'Continue' as const,
  timeoutMs: 30_000,
  waitTimeoutMs: undefined,
  waitForReady: false,
};

describe('chooseRestoreHooks', () => {
  it('takes the commands of all rules for the Pod, in their order', () => {
    const rules = [aRule('b', { exec: [EXEC] }), aRule('a', { exec: [EXEC] })];

    const { exec } = chooseRestoreHooks({ rules, fromAnnotations: true }, aPod());

    expect(exec.map(({ name }) => name)).toEqual(['b', 'a']);
  });

  it('reads what annotations say, in the place of the rules', () => {
    const pod = aPod({
      [`${POST}command`]: '["warm", "up"]',
      [`${POST}on-error`]: 'Fail',
      [`${POST}exec-timeout`]: '2m',
      [`${POST}wait-timeout`]: '5m',
      [`${POST}wait-for-ready`]: 'true',
    });

    const chosen = chooseRestoreHooks({ rules: [aRule('a', { exec: [EXEC] })], fromAnnotations: true }, pod);

    expect(chosen.exec).toEqual([
      {
        name: 'annotations',
        container: undefined,
        command: ['warm', 'up'],
        onError: 'Fail',
        timeoutMs: 120_000,
        waitTimeoutMs: 300_000,
        waitForReady: true,
      },
    ]);
  });

  it('warns of annotations that it cannot read', () => {
    const pod = aPod({ [`${POST}command`]: 'x', [`${POST}wait-timeout`]: 'long', [`${POST}wait-for-ready`]: 'maybe' });

    const { exec, warnings } = chooseRestoreHooks({ rules: [], fromAnnotations: true }, pod);

    expect(exec).toMatchObject([{ onError: 'Continue', waitTimeoutMs: undefined, waitForReady: false }]);
    expect(warnings.map(({ message }) => message.replace(/^.* shop\/db-0 /, ''))).toEqual([
      'is no duration such as 30s or 5m; none holds',
      'is neither true nor false; false holds',
    ]);
  });

  it('may run commands only in the namespaces of rules that have some', () => {
    const hooks: RestoreHooks = { rules: [aRule('a', { exec: [EXEC] }), aRule('b')], fromAnnotations: true };

    expect([mayRunCommands(hooks, 'shop'), mayRunCommands(hooks, 'vault')]).toEqual([true, false]);
  });
});

describe('chooseInitContainers', () => {
  it('puts those of all rules together; they may take the longest time that one of them says', () => {
    const init = (name: string, timeoutMs?: number) => ({ initContainers: [{ name }], timeoutMs });
    const rules = [
      aRule('a', { init: [init('one', 60_000), init('two')] }),
      aRule('b', { init: [init('three', 90_000)] }),
    ];

    const chosen = chooseInitContainers({ rules, fromAnnotations: false }, aPod());

    expect(chosen.containers.map(({ name }) => name)).toEqual(['one', 'two', 'three']);
    expect(chosen.timeoutMs).toBe(90_000);
  });

  it('makes a container of annotations, with a name that is always the same for a Pod', () => {
    const pod = aPod({ [`${INIT}container-image`]: 'fetch:1', [`${INIT}command`]: '["fetch"]' });

    const [first, second] = [0, 1].map(() => chooseInitContainers({ rules: [], fromAnnotations: true }, pod));

    expect(first).toEqual(second);
    expect(first?.containers).toEqual([
      { name: expect.stringMatching(/^velero-restore-init-[0-9a-f]{8}$/), image: 'fetch:1', command: ['fetch'] },
    ]);
  });

  it('follows no annotation where the policy does not say so', () => {
    const pod = aPod({ [`${INIT}container-image`]: 'fetch:1' });

    expect(chooseInitContainers({ rules: [], fromAnnotations: false }, pod).containers).toEqual([]);
  });
});
