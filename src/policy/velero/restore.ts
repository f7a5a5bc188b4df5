import { doubtful, type Finding } from '../finding.ts';
import {
  fieldsOf,
  type Fields,
  metadataOf,
  pick,
  refuseOthers,
  refuseOurHooks,
  type Translation,
} from './translation.ts';

/** The fields of Velero's RestoreSpec (`pkg/apis/velero/v1/restore_types.go`). */
export const RESTORE_SPEC_FIELDS: readonly string[] = [
  'backupName',
  'scheduleName',
  'includedNamespaces',
  'excludedNamespaces',
  'includedResources',
  'excludedResources',
  'namespaceMapping',
  'labelSelector',
  'orLabelSelectors',
  'restorePVs',
  'restoreStatus',
  'preserveNodePorts',
  'includeClusterResources',
  'hooks',
  'existingResourcePolicy',
  'itemOperationTimeout',
  'resourceModifier',
  'resourcePolicy',
  'uploaderConfig',
];

/** Of releases of Velero after 1.18; what it is about is a setting of their server, of which there is none here. */
const NEEDLESS_FIELDS: readonly string[] = ['skipDefaultResourceModifier'];

/** To Velero, annotations of archived Pods are hooks; here who can write to the location must not decide what runs. */
function annotatedHooks(spec: Fields): Finding[] {
  const { hooks } = spec;
  const path = hooks === undefined ? ['spec'] : ['spec', 'hooks'];
  return [
    {
      ...doubtful(
        path,
        'hooks in annotations of Pods are not run, unlike in Velero; hooks.fromAnnotations is our own field',
      ),
      at: 'key',
    },
  ];
}

/** Velero's Restore as a policy; it plans, as every restore does unless it is told otherwise. */
export function fromRestore(document: Fields): Translation {
  const spec = fieldsOf(document['spec']);
  const known = Object.entries(pick(spec, RESTORE_SPEC_FIELDS)).filter(([, value]) => value !== '');
  return {
    kind: 'RestorePolicy',
    document: {
      apiVersion: 'lifeboat.dev/v1alpha1',
      kind: 'RestorePolicy',
      metadata: metadataOf(document),
      spec: Object.fromEntries(known), // Go writes an empty text for "not set"
    },
    findings: [
      ...refuseOthers(document['spec'], [...RESTORE_SPEC_FIELDS, ...NEEDLESS_FIELDS], ['spec']),
      ...refuseOurHooks(spec, ['spec', 'hooks']),
      ...annotatedHooks(spec),
    ],
    notes: [doubtful(['spec'], 'Velero acts at once; this plans, until it says mode: Apply')],
    sourcePath: (path) => path,
  };
}
