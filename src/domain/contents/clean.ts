import type { JsonObject } from '../json/exact-json.ts';
import type { GroupResource } from '../resource.ts';
import { reset } from '../restore/prepare/reset.ts';

/**
 * An archived object as somebody would have written it into a repository: without what the API server and controllers
 * added. What a restore takes away is taken away here, too (`docs/velero.md`); names and namespaces stay.
 */
export function cleaned(object: JsonObject, type: GroupResource): JsonObject {
  return reset(object, {
    type: { group: type.group, resource: type.resource },
    mapping: new Map(),
    target: undefined,
    preserveNodePorts: false,
    volume: 'provision',
    statusWanted: false,
    managedFieldsWanted: false,
    losesSnapshots: false,
    keepsFinalizers: true,
    losesTracking: false,
    backupLabel: '',
    restoreLabel: '',
  });
}
