import { expect, it } from 'vitest';
import { RunError } from '../../src/domain/problem.ts';
import { failureOf } from '../support/fault-proxy-lists.ts';
import type { Stage } from './cluster-stage.ts';

/** The promises about what containers print. */
export function describeLogs(stage: () => Stage): void {
  it('reads what a container has printed, byte for byte', async () => {
    const { ctx, cluster, namespace, under } = stage();
    const text = `{"level":"info","msg":"ü\\u0000"}\n${'x'.repeat(200_000)}\n`;
    await under.newPrinter?.(namespace, 'printer', text);
    if (under.newPrinter === undefined) return;

    for (const follow of [false, true]) {
      const request = { namespace, pod: 'printer', container: 'main', follow };
      const chunks = await Array.fromAsync(cluster.readLog(ctx, request));

      expect(Buffer.concat(chunks).toString()).toBe(text);
    }
  });

  it('says why a log cannot be read: no such Pod, no right', async () => {
    const { ctx, cluster, namespace, under } = stage();
    await under.newShell(namespace, 'shell');
    const lister = await under.asLister(namespace);
    const read = async (from: typeof cluster, pod: string) =>
      failureOf(Array.fromAsync(from.readLog(ctx, { namespace, pod, follow: false })));

    const noPod = await read(cluster, 'none');
    const noRight = await read(lister, 'shell');
    await lister.close();

    expect(noPod).toMatchObject({ name: 'ApiError', status: 404, message: 'pods "none" not found' });
    expect(noRight).toMatchObject({ name: 'ApiError', status: 403, reason: 'Forbidden' });
    expect((noRight as Error).message).toContain('cannot get resource "pods/log"');
  });

  it('reads nothing once the signal has aborted', async () => {
    const { ctx, cluster, namespace } = stage();
    const reason = new RunError('interrupted', 'stopped');

    const chunks = Array.fromAsync(
      cluster.readLog({ ...ctx, signal: AbortSignal.abort(reason) }, { namespace, pod: 'shell', follow: true }),
    );

    await expect(chunks).rejects.toBe(reason);
  });
}
