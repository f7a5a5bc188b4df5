import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../src/domain/json/exact-json.ts';
import { asStarted } from '../../../../../src/domain/restore/apps/as-started.ts';
import { markPatch } from '../../../../../src/domain/restore/apps/stop-mark.ts';
import {
  RECONCILER_TYPES,
  APP_TYPES,
  stoppableKind,
  stopOf,
} from '../../../../../src/domain/restore/apps/stoppable.ts';
import { mergePatched } from './merge-patched.ts';

const OBJECT: JsonObject = {
  metadata: { name: 'web', labels: { app: 'web' }, annotations: { note: 'kept' } },
  spec: { replicas: 3, syncPolicy: { automated: { prune: true } } },
};

describe('asStarted', () => {
  it.each([...APP_TYPES, ...RECONCILER_TYPES])('undoes every stop: $resource', (type) => {
    const { patch, was } = stopOf(stoppableKind(type) ?? 'workload', OBJECT) ?? { patch: {}, was: {} };
    const metadata = markPatch({ restore: 'shop-1', runId: 'run-1', was });
    const stopped = mergePatched(mergePatched(OBJECT, patch), { metadata });

    expect(stopped).not.toEqual(OBJECT);
    expect(asStarted(stopped, type)).toEqual(OBJECT);
  });

  it('leaves alone what somebody has started since, but for the mark', () => {
    const metadata = markPatch({ restore: 'shop-1', runId: 'run-1', was: { replicas: 7 } });

    expect(asStarted(mergePatched(OBJECT, { metadata }), { group: 'apps', resource: 'deployments' })).toEqual(OBJECT);
  });

  it.each([
    ['without a mark', 'deployments', OBJECT],
    ['with a text that is none', 'deployments', { metadata: { annotations: { 'lifeboat.dev/stopped-by': 'ada' } } }],
    [
      'of a type that is not stopped',
      'daemonsets',
      mergePatched(OBJECT, { metadata: markPatch({ restore: 'shop-1', runId: 'run-1', was: {} }) }),
    ],
  ])('is the very same object %s', (_, resource, object) => {
    expect(asStarted(object, { group: 'apps', resource })).toBe(object);
  });
});
