import { describe, expect, it } from 'vitest';
import { isSameJson } from '../../../../../src/domain/json/canonical.ts';
import { comparable, comparableLive } from '../../../../../src/domain/restore/comparable.ts';
import { prepare } from '../../../../../src/domain/restore/prepare/prepare.ts';
import { goldenObjects } from './golden-restore.ts';

describe.each([
  { restore: 'plain', backup: 'full', objects: 122 },
  { restore: 'mapping', backup: 'full', objects: 82 },
  { restore: 'node-ports', backup: 'one-namespace', objects: 84 },
  { restore: 'status', backup: 'full', objects: 82 },
  { restore: 'selected', backup: 'full', objects: 19 },
])("row 94: Velero's restore $restore", ({ restore, backup, objects }) => {
  it('made of every archived object what is prepared here', async () => {
    const restored = await goldenObjects(backup, restore);

    const unlike = restored.filter(({ archived, live, facts }) => {
      const prepared = prepare(archived, facts);
      return !('object' in prepared) || comparable(prepared.object) !== comparableLive(live, facts);
    });

    expect(unlike.map(({ name }) => name)).toEqual([]);
    expect(restored).toHaveLength(objects);
  });
});

it("row 94: Velero's restore status wrote the status that is kept aside here", async () => {
  const restored = await goldenObjects('full', 'status');
  const included = restored.filter(({ name }) => /^(jobs|widgets|deployments|persistentvolumeclaims)\b/.test(name));

  const unlike = included.filter(({ archived, live, facts }) => {
    const prepared = prepare(archived, { ...facts, statusWanted: true });
    return !('object' in prepared) || !isSameJson(prepared.status, live['status']);
  });

  expect(unlike.map(({ name }) => name)).toEqual([]);
  expect(included).toHaveLength(8);
});
