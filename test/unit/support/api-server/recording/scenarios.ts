import { ACCESS } from './access.ts';
import { CUSTOM } from './custom.ts';
import { KINDS } from './kinds.ts';
import { LISTS } from './lists.ts';
import { RESTORING } from './restoring.ts';
import { SPACES } from './spaces.ts';
import type { Step } from './step.ts';
import { WRITES } from './writes.ts';

/** Everything that is asked of both servers, in order. Names of steps are unique. */
export const SCENARIOS: Readonly<Record<string, readonly Step[]>> = {
  kinds: KINDS,
  writes: WRITES,
  lists: LISTS,
  namespaces: SPACES,
  'custom resources': CUSTOM,
  restoring: RESTORING,
  access: ACCESS,
};
