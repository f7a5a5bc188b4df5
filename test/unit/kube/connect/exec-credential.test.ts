import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runExecPlugin } from '../../../../src/kube/connect/exec-credential.ts';
import type { ExecPlugin } from '../../../../src/kube/connect/target.ts';
import { RunError } from '../../../../src/domain/problem.ts';
import { aContext } from '../../../support/context.ts';
import { failureOf } from '../../../support/fault-proxy-lists.ts';

const API = 'client.authentication.k8s.io/v1';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plugin-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A plugin that is a shell script; `$0` names it. */
function plugin(script: string, more: Partial<ExecPlugin> = {}): ExecPlugin {
  const command = join(folder, 'plugin');
  writeFileSync(command, `#!/bin/sh\n${script}\n`);
  chmodSync(command, 0o700);
  const none = { installHint: undefined, needsTerminal: false, wantsClusterInfo: false };
  return { apiVersion: API, command, args: [], env: {}, ...none, ...more };
}

function answer(status: object): string {
  return `cat <<'END'\n${JSON.stringify({ apiVersion: API, kind: 'ExecCredential', status })}\nEND`;
}

/** A process that was killed may wait as a zombie for whoever inherits it; elsewhere than on Linux nobody looks. */
function isRunning(pid: number): boolean {
  const path = `/proc/${pid}/stat`;
  return existsSync(path) && !readFileSync(path, 'utf8').includes(') Z ');
}

describe('runExecPlugin', () => {
  it('takes token, certificate and expiry', async () => {
    const status = {
      token: ' t\n',
      clientCertificateData: 'C',
      clientKeyData: 'K',
      expirationTimestamp: '2026-01-01T00:00:00Z',
    };

    const credential = await runExecPlugin(aContext(), plugin(answer(status)), {});

    expect(credential).toEqual({
      token: 't',
      clientCert: 'C',
      clientKey: 'K',
      expiresAt: new Date('2026-01-01T00:00:00Z'),
    });
  });

  it('hands over arguments, environment and, where it is wanted, the cluster', async () => {
    const script = `echo "$1 $REGION $KUBERNETES_EXEC_INFO" > "$0.seen"\n${answer({ token: 't' })}`;
    const asked = plugin(script, { args: ['get'], env: { REGION: 'eu' }, wantsClusterInfo: true });

    await runExecPlugin(aContext(), asked, { server: 'https://x' });

    const info = {
      apiVersion: API,
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: 'https://x' } },
    };
    expect(readFileSync(`${asked.command}.seen`, 'utf8').trim()).toBe(`get eu ${JSON.stringify(info)}`);
  });

  it('row 30: a plugin that hangs is killed with everything it started, and named', async () => {
    const hanging = plugin('sleep 60 & echo $! > "$0.pid"; wait');
    const ctx = aContext({ timings: { execPluginMs: 5000 } });

    const error = await failureOf(runExecPlugin(ctx, hanging, {}));

    expect(error).toMatchObject({ code: 'permission-denied', message: expect.stringContaining('5000 ms') });
    expect((error as Error).message).toContain(hanging.command);
    const child = Number(readFileSync(`${hanging.command}.pid`, 'utf8'));
    await expect.poll(() => isRunning(child)).toBe(false); // the kernel takes a moment to bury it
  });

  it('row 30: a plugin that is missing is told with the hint of the kubeconfig', async () => {
    const missing = plugin('', {
      command: 'no-such-plugin-anywhere',
      installHint: 'Install the plugin from example.com',
    });

    const error = await failureOf(runExecPlugin(aContext(), missing, {}));

    expect(error).toMatchObject({ code: 'permission-denied', hint: 'Install the plugin from example.com' });
  });

  it('row 30: a plugin that fails is quoted with what it said last', async () => {
    const failing = plugin('echo "Your session has expired, sign in" >&2; exit 3');

    const error = await failureOf(runExecPlugin(aContext(), failing, {}));

    expect(error).toMatchObject({
      code: 'permission-denied',
      message: expect.stringMatching(/code 3.*session has expired/),
    });
  });

  it.each([
    ['no JSON', 'echo canary'],
    ['another version', `echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"canary"}}'`],
    ['no credential', answer({ canary: true })],
    ['half a certificate', answer({ clientCertificateData: 'canary' })],
    ['too much', 'head -c 2000000 /dev/zero | tr "\\0" c'],
  ])('refuses an answer with %s, and does not quote it', async (_, script) => {
    const error = await failureOf(runExecPlugin(aContext(), plugin(script), {}));

    expect(error).toMatchObject({ code: 'permission-denied' });
    expect(String(error)).not.toContain('canary');
  });

  it('refuses a plugin that needs a terminal without starting it', async () => {
    const error = await failureOf(runExecPlugin(aContext(), plugin('exit 0', { needsTerminal: true }), {}));

    expect(error).toMatchObject({ code: 'permission-denied', message: expect.stringContaining('terminal') });
  });

  it('ends with the reason of an abort', async () => {
    const ctx = aContext();
    const stop = new RunError('terminated', 'enough');

    const running = failureOf(runExecPlugin(ctx, plugin('sleep 60'), {}));
    ctx.controller.abort(stop);

    expect(await running).toBe(stop);
  });
});
