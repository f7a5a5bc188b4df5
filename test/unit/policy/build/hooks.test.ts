import { describe, expect, it } from 'vitest';
import { backupHooksOf, restoreHooksOf } from '../../../../src/policy/build/hooks.ts';

const EXEC = { command: ['sync'] };

describe('onError', () => {
  it('is Fail where a hook of a backup does not say, as Velero documents it', () => {
    const { rules } = backupHooksOf({ resources: [{ name: 'freeze', pre: [{ exec: EXEC }], post: [{ exec: EXEC }] }] });

    expect(rules).toMatchObject([{ pre: [{ onError: 'Fail' }], post: [{ onError: 'Fail' }] }]);
  });

  it('is Continue where a hook of a restore does not say', () => {
    const { rules } = restoreHooksOf({ resources: [{ name: 'warm', postHooks: [{ exec: EXEC }] }] });

    expect(rules).toMatchObject([{ exec: [{ onError: 'Continue' }] }]);
  });
});
