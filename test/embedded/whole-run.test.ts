import { openMemoryWorld } from '../support/whole-run/memory-world.ts';
import { describeWholeRuns } from '../support/whole-run/whole-runs.ts';

describeWholeRuns('in memory, to a folder:', () => openMemoryWorld());
