import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inClusterTarget } from '../../../../src/kube/connect/in-cluster.ts';

describe('inClusterTarget', () => {
  it('is undefined outside a Pod', () => {
    expect(inClusterTarget({})).toBeUndefined();
  });

  it('says what is missing in a Pod without a ServiceAccount', () => {
    const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };

    const act = () => inClusterTarget(environment, join(tmpdir(), 'not-mounted'));

    expect(act).toThrow(
      expect.objectContaining({
        code: 'permission-denied',
        hint: expect.stringContaining('automountServiceAccountToken'),
      }),
    );
  });

  it('writes an IPv6 address in brackets', () => {
    const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' };

    const directory = mkdtempSync(join(tmpdir(), 'account-'));
    writeFileSync(join(directory, 'namespace'), 'backup');

    const target = inClusterTarget(environment, directory);
    rmSync(directory, { recursive: true });

    expect(target).toMatchObject({ server: 'https://[fd00::1]:6443', namespace: 'backup' });
  });
});
