import { isJsonObject, listAt, type JsonObject, objectAt, textAt } from '../../json/exact-json.ts';
import { parseQuantity } from '../../quantity.ts';

/** What volume policies ask about a claim and the volume it is bound to. */
export interface VolumeFacts {
  /** In nano-units; 0 without a volume. */
  readonly capacity: bigint;
  /** Empty for none, and without a volume. */
  readonly storageClass: string;
  readonly nfs: { readonly server: string; readonly path: string } | undefined;
  readonly csi: { readonly driver: string; readonly volumeAttributes: Readonly<Record<string, string>> } | undefined;
  /** The volume's source: `csi`, `nfs`, `hostPath`, …; undefined without a volume. */
  readonly volumeType: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly phase: string;
  readonly volumeMode: string;
  readonly accessModes: readonly string[];
}

/** Sources of a PersistentVolume as its spec calls them (`PersistentVolumeSource` in `core/v1`). */
const SOURCES: ReadonlySet<string> = new Set([
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'csi',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'glusterfs',
  'hostPath',
  'iscsi',
  'local',
  'nfs',
  'photonPersistentDisk',
  'portworxVolume',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
  'vsphereVolume',
]);

/** How resource policies spell a source where they spell it otherwise (`volume_types_conditions.go` in Velero). */
const SPELLINGS: Readonly<Record<string, string>> = { storageos: 'storageOS' };

/**
 * What policies ask of a claim and its volume. As for Velero, capacity and class are the volume's: a claim without one
 * has neither.
 */
export function volumeFactsOf(claim: JsonObject, volume: JsonObject | undefined): VolumeFacts {
  const spec = objectAt(volume, 'spec') ?? {};
  const source = Object.keys(spec).find((key) => SOURCES.has(key) && isJsonObject(spec[key]));
  const csi = objectAt(spec, 'csi');
  const nfs = objectAt(spec, 'nfs');
  return {
    capacity: parseQuantity(textAt(spec, 'capacity', 'storage') ?? '') ?? 0n,
    storageClass: textAt(spec, 'storageClassName') ?? '',
    nfs: nfs && { server: textAt(nfs, 'server') ?? '', path: textAt(nfs, 'path') ?? '' },
    csi: csi && { driver: textAt(csi, 'driver') ?? '', volumeAttributes: textsAt(csi, 'volumeAttributes') },
    volumeType: source === undefined ? undefined : (SPELLINGS[source] ?? source),
    labels: textsAt(claim, 'metadata', 'labels'),
    phase: textAt(claim, 'status', 'phase') ?? '',
    volumeMode: textAt(claim, 'spec', 'volumeMode') ?? '',
    accessModes: listAt(claim, 'spec', 'accessModes').filter((mode): mode is string => typeof mode === 'string'),
  };
}

function textsAt(object: JsonObject, ...path: readonly string[]): Readonly<Record<string, string>> {
  const entries = Object.entries(objectAt(object, ...path) ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
