import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltProgram, buildFailpointProgram } from '../support/failpoint/build-program.ts';
import { type ClusterWorld, openEmptyClusterWorld } from '../support/whole-run/cluster-world.ts';
import { App, freshName } from '../support/whole-run/restore/app.ts';
import { contentOf } from '../support/whole-run/restore/dump.ts';
import { endAt, holderOf } from '../support/whole-run/restore/interruption.ts';
import { RestoreDesk, writesOutside } from '../support/whole-run/restore/restore-desk.ts';

let program: BuiltProgram;
let world: ClusterWorld;
let desk: RestoreDesk;
let app: App;

beforeAll(async () => {
  program = await buildFailpointProgram();
  world = await openEmptyClusterWorld('s3');
  desk = await RestoreDesk.open(world);
  app = await App.open(world);
  await desk.backUp('nightly', '-n', app.namespace);
});

afterAll(async () => {
  desk[Symbol.dispose]();
  await world[Symbol.asyncDispose]();
  program[Symbol.dispose]();
});

describe('a restore into a real cluster, from a real S3 gateway,', () => {
  it.each(['claimed', 'wave:namespaces', 'wave:claims', 'wave:configuration', 'wave:pods', 'wave:jobs', 'applied'])(
    'row 102: killed at %s is finished by the Job’s next Pod, which creates only the rest',
    async (step) => {
      const copy = freshName();
      const job = await desk.request({
        mode: 'Apply',
        backupName: 'nightly',
        namespaceMapping: { [app.namespace]: copy },
      });
      const seen = (await world.requests()).length;

      const { signal, stderr } = await endAt(program, desk, { job, step, action: 'kill' });
      const first = writesOutside(desk.runner, (await world.requests()).slice(seen));
      const { exitCode, result, requests } = await desk.run(job);

      expect(signal, stderr).toBe('SIGKILL');
      expect(result.errors).toEqual([]);
      expect(exitCode).toBe(0);
      expect(await contentOf(world.api, copy)).toEqual(await app.content());
      const created = [...first, ...writesOutside(desk.runner, requests)].filter(({ status }) => status === 201);
      expect(created).toHaveLength((await app.content()).size);
      expect(await holderOf(desk, job)).toBe('');
    },
  );
});
