import { describe, expect, it } from 'vitest';
import { Gate } from '../../../../src/kube/transport/gate.ts';

const NEVER = new AbortController().signal;

/** Lets every promise that can settle do so. */
async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe('Gate', () => {
  it('lets in as many as it may, and the others in the order they came', async () => {
    const gate = new Gate(2);
    const order: number[] = [];
    const leaves = [await gate.enter(NEVER), await gate.enter(NEVER)];
    const enter = async (n: number) => {
      const leave = await gate.enter(NEVER);
      order.push(n);
      leaves.push(leave);
    };

    const waiting = [enter(1), enter(2), enter(3)];
    await settle();
    const before = [...order];
    leaves[0]!();
    await settle();
    const between = [...order];
    for (const leave of leaves) leave();
    await settle();
    for (const leave of leaves) leave();
    await Promise.all(waiting);

    expect([before, between, order]).toEqual([[], [1], [1, 2, 3]]);
  });

  it('gives a place back once, however often it is left', async () => {
    const gate = new Gate(1);
    const leave = await gate.enter(NEVER);

    leave();
    leave();
    const second = gate.tryEnter();

    expect(second).toBeDefined();
    expect(gate.tryEnter()).toBeUndefined();
  });

  it('forgets who gave up waiting', async () => {
    const gate = new Gate(1);
    const leave = await gate.enter(NEVER);
    const controller = new AbortController();
    const waiting = gate.enter(controller.signal);

    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    leave();

    expect(gate.tryEnter()).toBeDefined();
  });

  it('row 1: halves when it is too much, and grows back', async () => {
    const gate = new Gate(8);

    gate.narrow();
    gate.narrow();
    gate.narrow();
    gate.narrow();
    const narrow = gate.width;
    for (let n = 0; n < 50 * 7 + 10; n++) gate.succeeded();

    expect(narrow).toBe(1);
    expect(gate.width).toBe(8);
  });

  it('does not let more in while it is narrower than what is inside', async () => {
    const gate = new Gate(4);
    const leaves = [await gate.enter(NEVER), await gate.enter(NEVER), await gate.enter(NEVER)];

    gate.narrow();
    leaves[0]!();

    expect(gate.tryEnter()).toBeUndefined();
    leaves[1]!();
    expect(gate.tryEnter()).toBeDefined();
  });

  it('begins narrower than it may become, and widens while all goes well', () => {
    const gate = new Gate(18, 16);
    const widths = [gate.width];

    for (let n = 0; n < 150; n++) {
      gate.succeeded(1_999);
      if (n % 50 === 49) widths.push(gate.width);
    }

    expect(widths).toEqual([16, 17, 18, 18]);
  });

  it('halves when the 95th percentile of the answers gets slow, and not below four for that', () => {
    const gate = new Gate(32, 16);
    const widths: number[] = [];

    for (let n = 0; n < 12; n++) {
      gate.succeeded(2_001);
      widths.push(gate.width);
    }

    expect(widths).toEqual([16, 16, 8, 8, 8, 4, 4, 4, 4, 4, 4, 4]);
  });

  it('minds no slow answer now and then', () => {
    const gate = new Gate(16);

    for (let n = 0; n < 500; n++) gate.succeeded(n % 25 === 0 ? 5_000 : 10);

    expect(gate.width).toBe(16);
  });

  it('does not halve again for what was under way when it halved', () => {
    const gate = new Gate(32);
    const { round } = gate;

    for (let n = 0; n < 32; n++) gate.narrow(round);
    for (let n = 0; n < 32; n++) gate.succeeded(10_000, round);

    expect(gate.width).toBe(16);
  });

  it('stays as narrow as it is where slowness may not narrow it', () => {
    const gate = new Gate(32, 2);

    for (let n = 0; n < 3; n++) gate.succeeded(10_000);

    expect(gate.width).toBe(2);
  });
});
