import { describe, expect, it } from 'vitest';
import {
  hasStopped,
  startPatch,
  stopOf,
  stoppableKind,
  type StoppableKind,
} from '../../../../../src/domain/restore/apps/stoppable.ts';
import { mergePatched } from './merge-patched.ts';

const AUTOMATED = { prune: true, selfHeal: true };

describe('what runs beside a restore', () => {
  it.each<[string, StoppableKind, object, string]>([
    ['a Deployment', 'workload', { replicas: 3, paused: true }, '3 replicas to 0'],
    ['one that leaves its replicas to the default', 'workload', {}, '1 replicas to 0'],
    ['a CronJob', 'suspendable', { suspend: false, schedule: '@daily' }, 'suspend'],
    ['a Kustomization', 'suspendable', { interval: '30s' }, 'suspend'],
    ['an Application', 'argo-cd', { syncPolicy: { automated: AUTOMATED, retry: {} } }, 'suspend automated sync'],
    [
      'an Application that leaves all to the defaults',
      'argo-cd',
      { syncPolicy: { automated: {} } },
      'suspend automated sync',
    ],
  ])('is stopped and started again as it was: %s', (_, kind, spec, words) => {
    const object = { spec };

    const stop = stopOf(kind, object)!;
    const stopped = mergePatched(object, stop.patch);
    const started = mergePatched(stopped, startPatch(kind, stopped, stop.was));

    expect(stop.words).toBe(words);
    expect(stopOf(kind, stopped)).toBeUndefined();
    expect(stopOf(kind, started)?.was).toEqual(stop.was);
  });

  it.each<[string, StoppableKind, object]>([
    ['a Deployment without replicas', 'workload', { replicas: 0 }],
    ['a CronJob that is suspended', 'suspendable', { suspend: true }],
    ['an Application that is synced by hand', 'argo-cd', { syncPolicy: {} }],
    ['an Application whose automated sync is off', 'argo-cd', { syncPolicy: { automated: { enabled: false } } }],
    ['an Application that says nothing', 'argo-cd', {}],
  ])('is left alone where it stands still: %s', (_, kind, spec) => {
    expect(stopOf(kind, { spec })).toBeUndefined();
  });

  it.each<[StoppableKind, object, object]>([
    ['workload', { replicas: 7 }, { replicas: 2 }],
    ['suspendable', { suspend: false }, { suspend: null }],
    ['argo-cd', { syncPolicy: { automated: { prune: false } } }, { automated: AUTOMATED }],
  ])('keeps what somebody has set meanwhile (%s)', (kind, spec, was) => {
    expect(startPatch(kind, { spec }, was as never)).toEqual({});
  });

  it('has stopped when its controller has seen it and no Pod is left', () => {
    const of = (status: object) => hasStopped('workload', { metadata: { generation: 4 }, status });

    expect(of({ observedGeneration: 4, replicas: 0 })).toBe(true);
    expect(of({ observedGeneration: 4 })).toBe(true);
    expect(of({ observedGeneration: 3 })).toBe(false);
    expect(of({ observedGeneration: 4, replicas: 1 })).toBe(false);
    expect(hasStopped('workload', {})).toBe(true);
    expect(hasStopped('suspendable', { status: { replicas: 1 } })).toBe(true);
  });

  it('is of few types', () => {
    expect(stoppableKind({ group: 'apps', resource: 'statefulsets' })).toBe('workload');
    expect(stoppableKind({ group: 'argoproj.io', resource: 'applications' })).toBe('argo-cd');
    expect(stoppableKind({ group: 'apps', resource: 'daemonsets' })).toBeUndefined();
  });
});
