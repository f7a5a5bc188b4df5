import { afterAll, beforeAll, describe } from 'vitest';
import { describeAttempts } from './scenarios/attempts.ts';
import { describeByHand } from './scenarios/by-hand.ts';
import { describeConcurrency } from './scenarios/concurrency.ts';
import { describeContents } from './scenarios/contents.ts';
import { describeGuard } from './scenarios/guard.ts';
import { describeHistory } from './scenarios/history.ts';
import { describeHooks } from './scenarios/hooks.ts';
import { describeIdentity } from './scenarios/identity.ts';
import { describePartials } from './scenarios/partials.ts';
import { describePruning } from './scenarios/pruning.ts';
import { describeRefusals } from './scenarios/refusals.ts';
import { describeRequests } from './scenarios/requests.ts';
import { describeSecrets } from './scenarios/secrets.ts';
import { describeSelection } from './scenarios/selection.ts';
import { describeTelling } from './scenarios/telling.ts';
import { describeVerify } from './scenarios/verify.ts';
import { describeWindow } from './scenarios/window.ts';
import type { World } from './world.ts';

/** Whole runs of `lifeboat run`, the same on every world: from a policy and a Job to archive, result and exit code. */
export function describeWholeRuns(name: string, openWorld: () => Promise<World>): void {
  describe(name, () => {
    let world: World | undefined;
    beforeAll(async () => {
      world = await openWorld();
    });
    afterAll(() => world?.[Symbol.asyncDispose]());

    const groups = [
      describeTelling,
      describeContents,
      describeSelection,
      describePartials,
      describeRefusals,
      describeIdentity,
      describeHistory,
      describeGuard,
      describeWindow,
      describeVerify,
      describePruning,
      describeHooks,
      describeAttempts,
      describeConcurrency,
      describeRequests,
      describeSecrets,
      describeByHand,
    ];
    for (const describeGroup of groups) describeGroup(() => world as World);
  });
}
