import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WAVES } from '../../src/domain/restore/order.ts';
import { type BuiltProgram, buildFailpointProgram } from '../support/failpoint/build-program.ts';
import { openShop } from '../support/shop/open-shop.ts';
import { openEmptyMemoryWorld } from '../support/whole-run/memory-world.ts';
import { ALL, Disaster, shopOf } from '../support/whole-run/restore/disaster.ts';
import { endAt, holderOf } from '../support/whole-run/restore/interruption.ts';
import { writesOutside } from '../support/whole-run/restore/restore-desk.ts';

/** Steps of a restore from which there is more to do, in their order; the shop has no Pods, ReplicaSets and webhooks. */
const STEPS: readonly string[] = [
  'started',
  'claimed',
  'opened',
  'planned',
  'item:customresourcedefinitions.apiextensions.k8s.io/orders.shop.example.com',
  'item:namespaces/shop',
  'item:persistentvolumeclaims/shop-data/data-database-0',
  'item:secrets/shop/payment-provider',
  'item:services/shop/checkout',
  'item:deployments.apps/shop/storefront',
  ...WAVES.filter((wave) => !['pods', 'replica-sets', 'admission'].includes(wave)).map((wave) => `wave:${wave}`),
  'applied',
];

let program: BuiltProgram;
let disaster: Disaster;
/** How many objects an undisturbed restore creates. */
let created: number;

beforeAll(async () => {
  program = await buildFailpointProgram();
  const world = await openEmptyMemoryWorld();
  await openShop(world.api);
  disaster = await Disaster.strike(world);
  await using other = await openEmptyMemoryWorld();
  using desk = await disaster.deskIn(other);
  const { requests } = await desk.restore(ALL);
  created = writesOutside(desk.runner, requests).filter(({ status }) => status === 201).length;
});

afterAll(async () => {
  program[Symbol.dispose]();
  await disaster[Symbol.asyncDispose]();
});

describe('a restore that is interrupted', () => {
  it.concurrent.each(STEPS)(
    'row 102: killed at %s is finished by the Job’s next Pod, which creates only the rest, to the same cluster',
    async (step) => {
      await using world = await openEmptyMemoryWorld();
      using desk = await disaster.deskIn(world);
      const job = await desk.request({ ...ALL, mode: 'Apply' });

      const { signal, stderr } = await endAt(program, desk, { job, step, action: 'kill' });
      const first = writesOutside(desk.runner, await world.requests());
      const { exitCode, result, requests } = await desk.run(job);

      expect(signal, stderr).toBe('SIGKILL');
      expect(result.errors).toEqual([]);
      expect(exitCode).toBe(0);
      expect(result).toMatchObject({ phase: 'Completed', terminal: true, restore: { finished: true } });
      expect(await shopOf(world)).toEqual(disaster.content);
      const rest = writesOutside(desk.runner, requests);
      expect([...first, ...rest].filter(({ status }) => status === 201)).toHaveLength(created);
      expect(rest.filter(({ method }) => method !== 'POST')).toEqual([]);
      expect(await holderOf(desk, job)).toBe('');
    },
  );

  it.concurrent.each(['planned', 'wave:definitions', 'item:secrets/shop/payment-provider', 'wave:gates'])(
    'row 102: told to stop at %s says how far it came, exits with 143, and the next Pod finishes it',
    async (step) => {
      await using world = await openEmptyMemoryWorld();
      using desk = await disaster.deskIn(world);
      const job = await desk.request({ ...ALL, mode: 'Apply' });

      const { exitCode, stderr } = await endAt(program, desk, { job, step, action: 'term' });
      const { status, terminationMessage } = desk.runner.left(stderr);
      const holder = await holderOf(desk, job);
      const next = await desk.run(job);

      expect(exitCode, stderr).toBe(143);
      expect(status).toMatchObject({ phase: 'InProgress', terminal: false, attempts: [{ exitCode: 143 }] });
      expect(terminationMessage).toContain('exitCode=143');
      expect(holder).toBe('');
      expect(next.exitCode).toBe(0);
      expect(next.result).toMatchObject({ phase: 'Completed', attempt: 2 });
      expect(await shopOf(world)).toEqual(disaster.content);
    },
  );

  it('row 102: killed once its end is on record was carried out: a new Job of the same name and request does nothing', async () => {
    await using world = await openEmptyMemoryWorld();
    using desk = await disaster.deskIn(world);
    const job = await desk.request({ ...ALL, mode: 'Apply' });
    await endAt(program, desk, { job, step: 'published', action: 'kill' });
    await desk.deleteJob(job);

    const { exitCode, result, requests } = await desk.run(await desk.request({ ...ALL, mode: 'Apply' }, job.name));

    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ phase: 'Skipped', terminal: true });
    expect(writesOutside(desk.runner, requests)).toEqual([]);
  });

  it('row 102: whose Job is gone is carried on by a new Job of the same name and request', async () => {
    await using world = await openEmptyMemoryWorld();
    using desk = await disaster.deskIn(world);
    const job = await desk.request({ ...ALL, mode: 'Apply' });
    await endAt(program, desk, { job, step: 'wave:namespaces', action: 'kill' });
    await desk.deleteJob(job);

    const { exitCode, result } = await desk.run(await desk.request({ ...ALL, mode: 'Apply' }, job.name));

    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ phase: 'Completed', attempt: 1, restore: { finished: true } });
    expect(await shopOf(world)).toEqual(disaster.content);
  });
});
