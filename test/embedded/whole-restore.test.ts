import { openMemoryWorld } from '../support/whole-run/memory-world.ts';
import { describeWholeRestores } from '../support/whole-run/restore/whole-restores.ts';

describeWholeRestores('in memory, from a folder:', () => openMemoryWorld());
