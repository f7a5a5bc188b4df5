import { describe, expect, it } from 'vitest';
import { WAVES } from '../../../../../src/domain/restore/order.ts';
import { enterStep, RESTORE_STEPS, stepOfWave } from '../../../../../src/domain/restore/steps/restore-step.ts';

describe('the steps of a restore', () => {
  it.each(RESTORE_STEPS.flatMap((from, i) => RESTORE_STEPS.slice(i).map((to) => [from, to] as const)))(
    'goes over from %s to %s',
    (from, to) => {
      expect(enterStep(from, to)).toBe(to);
    },
  );

  it.each(RESTORE_STEPS.flatMap((from, i) => RESTORE_STEPS.slice(0, i).map((to) => [from, to] as const)))(
    'never goes back from %s to %s',
    (from, to) => {
      expect(() => enterStep(from, to)).toThrow(`Cannot go back from restore step ${from} to ${to}`);
    },
  );

  it('begins anywhere, as a Pod does that carries on what another one began', () => {
    expect(enterStep(undefined, 'PENDING')).toBe('PENDING');
  });
});

describe('the step of a wave', () => {
  it('is about claims up to them, where there are some to write', () => {
    const steps = WAVES.map((wave) => stepOfWave(wave, new Set(WAVES)));

    expect(steps.slice(0, 4)).toEqual(Array(4).fill('RESTORING_PVC'));
    expect(new Set(steps.slice(4))).toEqual(new Set(['RESTORING_OBJECTS']));
  });

  it('is about objects where there are no claims to write', () => {
    expect(stepOfWave('namespaces', new Set(['namespaces', 'configuration']))).toBe('RESTORING_OBJECTS');
  });
});
