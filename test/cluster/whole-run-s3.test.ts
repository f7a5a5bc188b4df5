import { openClusterWorld } from '../support/whole-run/cluster-world.ts';
import { describeWholeRuns } from '../support/whole-run/whole-runs.ts';

describeWholeRuns('on a real control plane, to a real S3 gateway:', () => openClusterWorld('s3'));
