import { describe, expect, it } from 'vitest';
import type { World } from '../../world.ts';
import { App } from '../app.ts';
import { RestoreDesk } from '../restore-desk.ts';

/** A step of a restore, as whoever calls the run is told of it. */
const STEP = /^restore:/;

/** What a restore is doing, in words for programs. */
export function describeSteps(world: () => World): void {
  describe('the steps of a restore', () => {
    it('are told one after the other, in its status file and on its record', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      await app.remove();
      const job = await desk.request({ mode: 'Apply', backupName: 'nightly' });
      const told: unknown[] = [];
      const reached = async (step: string) => {
        if (!STEP.test(step)) return;
        const { metadata } = await desk.runner.record(job);
        told.push([step, metadata.annotations?.['lifeboat.dev/restore-step']]);
      };

      const { result, status } = await desk.run(job, { reached });

      const steps = ['PENDING', 'PRE_VALIDATION', 'RESTORING_PVC', 'RESTORING_OBJECTS', 'VERIFYING', 'FINISHED'];
      expect(told).toEqual(steps.map((step) => [`restore:${step}`, step]));
      expect([result.restore?.step, status.restore?.step]).toEqual(['FINISHED', 'FINISHED']);
    });

    it('of one that only plans end when the plan is there', async () => {
      using desk = await RestoreDesk.open(world());
      const app = await App.open(world());
      await desk.backUp('nightly', '-n', app.namespace);
      const told: string[] = [];
      const reached = (step: string) => void (STEP.test(step) && told.push(step));

      const { result } = await desk.restore({ mode: 'Plan', backupName: 'nightly' }, { reached });

      expect(told).toEqual(['restore:PENDING', 'restore:PRE_VALIDATION', 'restore:FINISHED']);
      expect(result.restore?.step).toBe('FINISHED');
    });

    it('of one that ends early stay at what it was doing', async () => {
      using desk = await RestoreDesk.open(world());

      const { result } = await desk.restore({ backupName: 'mondya' });

      expect(result).toMatchObject({ phase: 'Failed', reason: 'backup-not-found', restore: { step: 'PENDING' } });
    });
  });
}
