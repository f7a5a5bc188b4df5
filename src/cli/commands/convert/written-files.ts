import type { Conversion, Converted, Loss } from '../../../policy/velero/convert.ts';
import { VERSION_PRIORITIES } from '../../../policy/referenced/manifest-text.ts';
import { renderYaml } from '../../../views/yaml-document.ts';
import { cronJobOf } from './cron-job.ts';
import type { InputObject } from './read-velero.ts';

/** A file of what comes out: its path below the folder, and its text. */
export interface WrittenFile {
  readonly path: string;
  readonly text: string;
}

/** What comes out of a conversion, as files that an overlay of the kustomize base lists as one component. */
export interface Written {
  readonly files: readonly WrittenFile[];
  /** About ConfigMaps that are named and not there, and about settings of plugins. */
  readonly losses: readonly Loss[];
}

/** Renders every document with what was lost of it in comments, a CronJob for each Schedule, and the component. */
export function writtenFiles({ converted }: Conversion, objects: readonly InputObject[], namespace: string): Written {
  const policies = converted.map((one) => ({ path: pathOf(one), text: documentText(one) }));
  const cronJobs = converted.flatMap(({ name, cron }) => {
    if (cron === undefined) return [];
    const text = renderYaml(cronJobOf({ policy: name, namespace, ...cron }));
    return [{ path: `cron-jobs/backup-${name}.yaml`, text }];
  });
  const configMaps = configMapsOf(converted, objects);
  const files = [...policies, ...cronJobs, ...configMaps.files];
  const component = () => componentOf(files, namespace, configMaps.named);
  return {
    files: files.length === 0 ? [] : [...files, { path: 'kustomization.yaml', text: component() }],
    losses: [...configMaps.losses, ...pluginSettings(objects)],
  };
}

const FOLDERS: Readonly<Record<Converted['kind'], string>> = {
  StorageLocation: 'locations',
  BackupPolicy: 'policies',
  RestorePolicy: 'restores',
};

/** The base's own file of a location, which one of this name replaces. */
const MAIN = 'main';

/** The base's own policy: a Schedule of this name replaces it, and changes its CronJob. */
const NIGHTLY = 'nightly';

/** All files become keys of one ConfigMap, so that no location and no manifest may be called like a policy's file. */
function pathOf({ kind, name }: Converted): string {
  const isMain = name === MAIN;
  const ofLocation = isMain ? name : `location-${name}`;
  const ofPolicy = isMain ? `policy-${name}` : name;
  return `${FOLDERS[kind]}/${kind === 'StorageLocation' ? ofLocation : ofPolicy}.yaml`;
}

function documentText({ from, document, losses }: Converted): string {
  const lines = losses.map(({ severity, field, message }) => {
    return `# ${severity === 'error' ? 'to be solved: ' : ''}${field === '' ? '' : `${field}: `}${message}`;
  });
  return [`# From Velero's ${from}.`, ...lines, renderYaml(document)].join('\n');
}

function nameOf({ metadata }: InputObject): unknown {
  return (metadata as { readonly name?: unknown } | undefined)?.name;
}

/** Policies of one kind, and the manifests of ConfigMaps that they name. */
type NamedBy = Readonly<Record<'BackupPolicy' | 'RestorePolicy', readonly string[]>>;

/** The ConfigMaps that documents name, and that of Velero's restores, without what belongs to their place in Velero's namespace. */
function configMapsOf(
  converted: readonly Converted[],
  objects: readonly InputObject[],
): Written & { readonly named: NamedBy } {
  const isConfigMap = ({ apiVersion, kind }: InputObject) => apiVersion === 'v1' && kind === 'ConfigMap';
  const there = Map.groupBy(objects.filter(isConfigMap), nameOf);
  const named = new Map(converted.flatMap(({ from, configMaps }) => configMaps.map((name) => [name, from] as const)));
  const losses = [...named].flatMap(([name, from]): Loss[] => {
    if (there.has(name)) return [];
    const message = `names the ConfigMap ${name}, which is not among the input: put its manifest beside the policies`;
    return [{ document: from, field: '', severity: 'warning', message }];
  });
  const unnamed = there.has(VERSION_PRIORITIES) ? [VERSION_PRIORITIES] : [];
  const files = [...named.keys(), ...unnamed].flatMap((name): WrittenFile[] => {
    const [object] = there.get(name) ?? [];
    if (object === undefined) return [];
    const text = renderYaml({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: object['data'] });
    return [{ path: pathOfConfigMap(name), text }];
  });
  const namedBy = (kind: Converted['kind']) =>
    [...new Set(converted.filter((one) => one.kind === kind).flatMap(({ configMaps }) => configMaps))]
      .filter((name) => there.has(name))
      .map(pathOfConfigMap);
  const ofRestores = [...namedBy('RestorePolicy'), ...unnamed.map(pathOfConfigMap)];
  return { files, losses, named: { BackupPolicy: namedBy('BackupPolicy'), RestorePolicy: ofRestores } };
}

function pathOfConfigMap(name: string): string {
  return `config-maps/config-map-${name}.yaml`;
}

/** Velero's plugins are configured by ConfigMaps with a label. */
function pluginSettings(objects: readonly InputObject[]): Loss[] {
  return objects.flatMap((object) => {
    const { labels } = (object['metadata'] ?? {}) as { readonly labels?: Readonly<Record<string, string>> | null };
    if (object['kind'] !== 'ConfigMap' || labels === undefined || labels === null) return [];
    if (!Object.hasOwn(labels, 'velero.io/plugin-config')) return [];
    const message = 'configures a plugin, and there are none here: write resource modifiers instead';
    return [{ document: `ConfigMap/${String(nameOf(object))}`, field: '', severity: 'warning', message } as const];
  });
}

/**
 * Kustomize's part of an overlay that adds all of it to the base. ConfigMaps that policies name go among the texts of
 * these policies: so they are found in either namespace, without a right to read them, and change with their policies.
 */
function componentOf(files: readonly WrittenFile[], namespace: string, named: NamedBy): string {
  const ofBase = namespace === 'lifeboat' ? `cron-jobs/backup-${NIGHTLY}.yaml` : undefined;
  const under = (...folders: string[]) =>
    files.map(({ path }) => path).filter((path) => folders.some((folder) => path.startsWith(`${folder}/`)));
  const texts = (folder: string, configMaps: readonly string[]) => [...under('locations', folder), ...configMaps];
  const generators = [
    { name: 'lifeboat-policies', behavior: 'merge', files: texts('policies', named.BackupPolicy) },
    { name: 'lifeboat-restore-policies', behavior: 'merge', files: texts('restores', named.RestorePolicy) },
  ];
  return renderYaml({
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    resources: under('cron-jobs').filter((path) => path !== ofBase),
    ...(files.some(({ path }) => path === ofBase) && { patches: [{ path: ofBase }] }),
    configMapGenerator: generators.filter((generator) => generator.files.length > 0),
  });
}
