import { openClusterWorld } from '../support/whole-run/cluster-world.ts';
import { describeWholeRestores } from '../support/whole-run/restore/whole-restores.ts';

describeWholeRestores('on a real control plane, from a folder:', () => openClusterWorld('filesystem'));
