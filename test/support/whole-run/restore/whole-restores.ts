import { afterAll, beforeAll, describe } from 'vitest';
import type { World } from '../world.ts';
import { describeAgreed } from './scenarios/agreed.ts';
import { describeApps } from './scenarios/apps.ts';
import { describeBringingBack } from './scenarios/bringing-back.ts';
import { describeChoosing } from './scenarios/choosing.ts';
import { describeExisting } from './scenarios/existing.ts';
import { describeHooks } from './scenarios/hooks.ts';
import { describeIfEmpty } from './scenarios/if-empty.ts';
import { describeKinds } from './scenarios/kinds.ts';
import { describeOnce } from './scenarios/once.ts';
import { describePlanning } from './scenarios/planning.ts';
import { describeReplace } from './scenarios/replace.ts';
import { describeRights } from './scenarios/rights.ts';
import { describeSteps } from './scenarios/steps.ts';
import { describeSuccess } from './scenarios/success.ts';
import { describeTies } from './scenarios/ties.ts';

/** Whole restores, the same on every world: from a request and a Job to the cluster, the result and the exit code. */
export function describeWholeRestores(name: string, openWorld: () => Promise<World>): void {
  describe(name, () => {
    let world: World | undefined;
    beforeAll(async () => {
      world = await openWorld();
    });
    afterAll(() => world?.[Symbol.asyncDispose]());

    const groups = [
      describeBringingBack,
      describePlanning,
      describeChoosing,
      describeExisting,
      describeAgreed,
      describeApps,
      describeHooks,
      describeIfEmpty,
      describeOnce,
      describeKinds,
      describeReplace,
      describeRights,
      describeSteps,
      describeSuccess,
      describeTies,
    ];
    for (const describeGroup of groups) describeGroup(() => world as World);
  });
}
