import { RunError } from '../../../../domain/problem.ts';
import type { OptionSpecs, OptionValues } from '../../../arguments/option.ts';
import { S3_OPTIONS } from '../../../locations.ts';
import { POLICIES_OPTION } from '../../../policies/read-policies.ts';
import { PLACE_OPTIONS } from '../../find/places.ts';
import type { RestorePolicySpec } from '../../../../policy/generated/documents.ts';
import { selectionFields, type SpecFields } from '../orders/restore-document.ts';
import { RUN_OUTPUT } from '../perform-run.ts';
import { RUN_OPTIONS } from '../run-options.ts';
import { overridesOf, SELECTION_OPTIONS } from '../selection-options.ts';
import { VELERO_RESTORE_FIELDS, VELERO_RESTORE_OPTIONS, veleroRestoreFields } from '../velero/restore-flags.ts';

const { includeNamespaces, ...otherSelection } = SELECTION_OPTIONS;

/** What a restore may be told beside its policy: a field of a RestorePolicy each. */
export const RESTORE_FIELDS = {
  namespace: { ...includeNamespaces, short: 'n', veleroFlag: 'include-namespaces' },
  ...otherSelection,
  item: {
    type: 'list',
    valueName: 'ITEMS',
    description: 'Only these objects: deployments/shop/web, clusterroles/shop-admin',
  },
  map: {
    type: 'list',
    valueName: 'FROM=TO',
    veleroFlag: 'namespace-mappings',
    description: 'Into another namespace: shop=shop-copy, or shop:shop-copy',
  },
  existingResourcePolicy: {
    type: 'choice',
    topic: 'restoring',
    choices: ['none', 'update'],
    description: 'Leave objects that exist and differ, or update them',
  },
  emptyVolumes: {
    type: 'choice',
    topic: 'restoring',
    choices: ['Skip', 'Allow'],
    description: 'Leave out claims whose data cannot come back, or let them start empty',
  },
  allowKinds: {
    type: 'list',
    topic: 'restoring',
    valueName: 'TYPES',
    description: 'Cluster-scoped types that grant power, or "*"',
  },
  allowNamespaces: {
    type: 'list',
    topic: 'restoring',
    valueName: 'NAMES',
    description: 'Protected namespaces: kube-system, or "*"',
  },
  preserveNodePorts: {
    type: 'boolean',
    topic: 'restoring',
    veleroFlag: 'preserve-nodeports',
    description: 'Services keep the node ports they had',
  },
  statusIncludeResources: {
    type: 'list',
    topic: 'restoring',
    valueName: 'TYPES',
    description: 'Restore the status of these types, or "*"',
  },
  statusExcludeResources: {
    type: 'list',
    topic: 'restoring',
    valueName: 'TYPES',
    description: 'Restore the status of all but these types',
  },
  replaceObjects: {
    type: 'boolean',
    topic: 'restoring',
    description: 'Delete what exists of the selection first, but for claims',
  },
  replaceVolumes: {
    type: 'boolean',
    topic: 'restoring',
    description: 'Delete claims that exist first, and their data with them',
  },
  confirm: {
    type: 'integer',
    minimum: 0,
    topic: 'restoring',
    valueName: 'COUNT',
    description: 'How many deletions are agreed to',
  },
  stopApps: {
    type: 'boolean',
    topic: 'restoring',
    description: 'Keep applications and GitOps tools still meanwhile',
  },
  ifEmpty: {
    type: 'boolean',
    topic: 'restoring',
    description: 'Do nothing where anything of it exists, or there is no backup yet',
  },
  planWith: {
    type: 'choice',
    topic: 'restoring',
    choices: ['Compare', 'DryRun'],
    description: 'Plan by comparing, or also by dry runs on the server',
  },
  ...VELERO_RESTORE_FIELDS,
} as const satisfies OptionSpecs;

/** Every option of `lifeboat restore`. */
export const RESTORE_OPTIONS = {
  from: PLACE_OPTIONS.from,
  location: PLACE_OPTIONS.location,
  policies: POLICIES_OPTION,
  at: { type: 'string', valueName: 'TIME', description: 'The newest backup begun by then: 2026-11-21T02:17:00Z' },
  allowPartial: {
    type: 'boolean',
    default: false,
    rare: true,
    veleroFlag: 'allow-partially-failed',
    description: 'A partial backup may be the newest one',
  },
  ...RESTORE_FIELDS,
  ...VELERO_RESTORE_OPTIONS,
  yes: { type: 'boolean', default: false, description: 'Apply without being asked' },
  savePlan: {
    type: 'string',
    topic: 'restoring',
    valueName: 'FILE',
    complete: 'file',
    description: 'Write the plan to a file for --plan, and apply nothing',
  },
  plan: {
    type: 'string',
    topic: 'restoring',
    valueName: 'FILE',
    complete: 'file',
    description: 'Apply this saved plan, or nothing if the cluster has moved',
  },
  dryRun: {
    type: 'boolean',
    default: false,
    description: 'Write the request and the Job that would restore this, and do nothing',
  },
  name: {
    type: 'string',
    rare: true,
    valueName: 'NAME',
    description: 'Name of the request and Job of --dry-run; else restore-<time>',
  },
  template: {
    type: 'string',
    topic: 'restoring',
    valueName: 'CRONJOB',
    default: 'lifeboat-restore/restore',
    description: 'The CronJob that Jobs of restores are made from, <namespace>/<name>',
  },
  ...RUN_OPTIONS,
  clusterName: { ...RUN_OPTIONS.clusterName, rare: true },
  ...S3_OPTIONS,
  ...RUN_OUTPUT,
  output: { ...RUN_OUTPUT.output, description: 'How to print; yaml, without --yes: the policy alone' },
} as const satisfies OptionSpecs;

/** The fields of a RestorePolicy that a call says; `usage` names the flag whose value makes no sense. */
export function fieldsOf(options: OptionValues<typeof RESTORE_FIELDS>, given: ReadonlyMap<string, string>): SpecFields {
  const selection = overridesOf({ ...options, includeNamespaces: options.namespace }, withSelectionKey(given));
  const said = (key: keyof typeof options, field: unknown) => (given.has(key) ? field : undefined);
  const fields: Partial<Record<keyof RestorePolicySpec, unknown>> = {
    items: said('item', options.item),
    namespaceMapping: said('map', mappingOf(options.map, given)),
    existingResourcePolicy: options.existingResourcePolicy,
    emptyVolumes: options.emptyVolumes,
    allowKinds: said('allowKinds', options.allowKinds),
    allowNamespaces: said('allowNamespaces', options.allowNamespaces),
    preserveNodePorts: options.preserveNodePorts,
    restoreStatus: statusOf(options, given),
    replace: replaceOf(options),
    stopApps: options.stopApps,
    ifEmpty: options.ifEmpty,
    planWith: options.planWith,
    ...veleroRestoreFields(options, given),
  };
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { ...selectionFields(selection), ...Object.fromEntries(known) };
}

/** `--namespace` is what policies call included namespaces. */
function withSelectionKey(given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const flag = given.get('namespace');
  return flag === undefined ? given : new Map([...given, ['includeNamespaces', flag]]);
}

function mappingOf(pairs: readonly string[], given: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const mapping = pairs.map((pair): [string, string] => {
    const [source, target, ...more] = pair.split(/[=:]/);
    if (source && target && more.length === 0) return [source, target];
    throw new RunError('usage', `${given.get('map')}: ${JSON.stringify(pair)} maps no namespace to another`, {
      hint: 'Write shop=shop-copy.',
    });
  });
  const twice = mapping.find(([source], i) => mapping.findIndex(([other]) => other === source) !== i);
  if (twice === undefined) return Object.fromEntries(mapping);
  throw new RunError('usage', `${given.get('map')}: ${twice[0]} is mapped twice`, { hint: 'Map it once.' });
}

function replaceOf({
  replaceObjects,
  replaceVolumes,
  confirm,
}: OptionValues<typeof RESTORE_FIELDS>): object | undefined {
  const fields = Object.entries({ objects: replaceObjects, volumes: replaceVolumes, confirm });
  const said = fields.filter(([, value]) => value !== undefined);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

/** As Velero's command line has it: naming types to leave out means all others. */
function statusOf(
  { statusIncludeResources, statusExcludeResources }: OptionValues<typeof RESTORE_FIELDS>,
  given: ReadonlyMap<string, string>,
): object | undefined {
  const [isIncluded, isExcluded] = [given.has('statusIncludeResources'), given.has('statusExcludeResources')];
  if (!isIncluded && !isExcluded) return undefined;
  return {
    ...(isIncluded && { includedResources: statusIncludeResources }),
    ...(isExcluded && { excludedResources: statusExcludeResources }),
  };
}
