import { openClusterWorld, openEmptyClusterWorld } from '../support/whole-run/cluster-world.ts';
import { describeDisaster } from '../support/whole-run/restore/describe-disaster.ts';

describeDisaster('on real control planes', {
  openShop: () => openClusterWorld('filesystem'),
  openEmpty: () => openEmptyClusterWorld('filesystem'),
});
