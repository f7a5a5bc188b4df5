import { findingsOf } from '../check-document.ts';
import { DEFAULTS } from '../defaults.ts';
import { type Finding, formatPath, type Path } from '../finding.ts';
import { nameFault } from '../names.ts';
import { VELERO_KINDS } from '../source/classify.ts';
import { type Names, namesFor } from './convert-names.ts';
import { translate } from './translate.ts';
import { fieldsOf, type Fields, type Translation } from './translation.ts';

/** One thing that a conversion does not carry over as it is. */
export interface Loss {
  /** Velero's document: `Schedule/nightly`. */
  readonly document: string;
  /** Velero's field; empty for the whole document. */
  readonly field: string;
  /** `error`: what comes out is not valid as long as this is not solved. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** A document of Velero's as one of ours. */
export interface Converted {
  readonly from: string;
  readonly kind: Translation['kind'];
  readonly name: string;
  readonly document: Fields;
  readonly losses: readonly Loss[];
  /** For a Schedule: when its CronJob starts runs. */
  readonly cron: { readonly schedule: string; readonly timeZone: string; readonly isPaused: boolean } | undefined;
  /** ConfigMaps that it names, which must stand beside the runner. */
  readonly configMaps: readonly string[];
}

/** Everything that became of some objects. */
export interface Conversion {
  readonly converted: readonly Converted[];
  /** Of Velero's objects that have no counterpart. */
  readonly losses: readonly Loss[];
  /** Objects that are nobody's business here. */
  readonly ignored: number;
}

/**
 * Converts Velero's documents among some objects; those of other kinds of Velero's are told. References among them hold
 * afterwards, also where a name had to change: locations are named where Velero takes its default.
 */
export function convertVelero(objects: readonly Fields[], now: Date): Conversion {
  const known = objects.filter((object) => isKnown(object));
  const names = namesFor(known);
  const location = defaultLocationOf(known);
  const facts = { now, names, location, places: placesOf(known) };
  const others = objects.filter((object) => !isKnown(object));
  const strangers = others.filter(
    ({ apiVersion }) => typeof apiVersion === 'string' && apiVersion.startsWith('velero.io/'),
  );
  return {
    converted: known.map((object) => convertOne(object, facts)),
    losses: strangers.map((object) => withoutCounterpart(object)),
    ignored: others.length - strangers.length,
  };
}

type KnownKind = (typeof VELERO_KINDS)[number];

interface ConvertFacts {
  readonly now: Date;
  readonly names: Names;
  readonly location: string;
  readonly places: Places;
}

/** Where Velero's Backups and Schedules keep what they make, by their names; empty for its default. */
interface Places {
  readonly ofBackup: ReadonlyMap<unknown, unknown>;
  readonly ofSchedule: ReadonlyMap<unknown, unknown>;
}

function placesOf(objects: readonly Fields[]): Places {
  const placesIn = (wanted: KnownKind, specOf: (object: Fields) => Fields) =>
    new Map(
      objects
        .filter(({ kind }) => kind === wanted)
        .map((object) => [fieldsOf(object['metadata'])['name'], specOf(object)['storageLocation'] ?? ''] as const),
    );
  return {
    ofBackup: placesIn('Backup', ({ spec }) => fieldsOf(spec)),
    ofSchedule: placesIn('Schedule', ({ spec }) => fieldsOf(fieldsOf(spec)['template'])),
  };
}

function isKnown({ apiVersion, kind }: Fields): boolean {
  return apiVersion === 'velero.io/v1' && VELERO_KINDS.some((one) => one === kind);
}

function labelOf({ kind, metadata }: Fields): string {
  const { name } = fieldsOf(metadata);
  return `${String(kind)}/${typeof name === 'string' ? name : '?'}`;
}

function defaultLocationOf(objects: readonly Fields[]): string {
  const locations = objects.filter(({ kind }) => kind === 'BackupStorageLocation');
  const marked = locations.find(({ spec }) => fieldsOf(spec)['default'] === true);
  const name = fieldsOf(marked?.['metadata'])['name'];
  return typeof name === 'string' ? name : DEFAULTS.storageLocation;
}

function convertOne(object: Fields, facts: ConvertFacts): Converted {
  const from = labelOf(object);
  const kind = object['kind'] as KnownKind;
  const { kind: ours, document, findings, notes, sourcePath } = translate(kind, object);
  const renamed = renamedDocument(document, ours, object, facts);
  const broken = findingsOf(ours, renamed.document, facts.now, () => undefined);
  const left = [...findings.filter(isNotCarried), ...notes, ...renamed.notes];
  const spec = fieldsOf(renamed.document['spec']);
  return {
    from,
    kind: ours,
    name: renamed.name,
    document: renamed.document,
    losses: [
      ...left.map((finding) => lossOf(from, finding, finding.path)),
      ...broken.map((finding) => lossOf(from, finding, sourcePath(finding.path))),
    ],
    cron: cronOf(kind, object, spec),
    configMaps: ['resourcePolicy', 'resourceModifier'].flatMap((field) => {
      const { name } = fieldsOf(spec[field]);
      return typeof name === 'string' ? [name] : [];
    }),
  };
}

/** A pause is carried over, to the CronJob. */
function isNotCarried({ path }: Finding): boolean {
  return formatPath(path) !== 'spec.paused';
}

function lossOf(document: string, { severity, message }: Finding, path: Path): Loss {
  return { document, field: formatPath(path), severity, message };
}

interface Renamed {
  readonly name: string;
  readonly document: Fields;
  readonly notes: readonly Finding[];
}

/** The document under a name that ours can have, with its references to others likewise. */
function renamedDocument(document: Fields, kind: Translation['kind'], object: Fields, facts: ConvertFacts): Renamed {
  const { names, location } = facts;
  const metadata = fieldsOf(document['metadata']);
  const written = typeof metadata['name'] === 'string' ? metadata['name'] : '';
  const name = names.of(object) ?? written;
  const notes: Finding[] = [];
  const change = (path: Finding['path'], message: string) =>
    notes.push({ severity: 'warning', code: 'doubtful', message, path });
  if (name !== written) {
    const [fault] = nameFault(written)?.split(';') ?? [];
    const why = fault === undefined ? 'another document has the name already' : `the name ${fault}`;
    const isSchedule = object['kind'] === 'Schedule';
    const after = isSchedule ? `; backups that Velero made of it keep the old one in scheduleName` : '';
    change(['metadata', 'name'], `becomes ${name}: ${why}${after}`);
  }
  if (kind === 'StorageLocation') return { name, document: { ...document, metadata: { ...metadata, name } }, notes };
  const spec = fieldsOf(document['spec']);
  const isRestore = kind === 'RestorePolicy';
  const { ofBackup, ofSchedule } = facts.places;
  const wanted = isRestore
    ? (ofBackup.get(spec['backupName']) ?? ofSchedule.get(spec['scheduleName']))
    : spec['storageLocation'];
  const place = typeof wanted === 'string' && wanted !== '' ? wanted : location;
  const storageLocation = names.ofLocation(place) ?? place;
  if (names.ofLocation(place) === undefined) {
    const field = object['kind'] === 'Schedule' ? ['spec', 'template', 'storageLocation'] : ['spec', 'storageLocation'];
    change(field, `the BackupStorageLocation ${place} is not among the input: a StorageLocation has to be there`);
  }
  if (isRestore && typeof wanted !== 'string') {
    const source = spec['scheduleName'] === undefined ? 'backupName' : 'scheduleName';
    change(['spec', source], `Velero knows where its backups are; here it is looked for in ${storageLocation}`);
  }
  return {
    name,
    document: { ...document, metadata: { ...metadata, name }, spec: { ...spec, storageLocation } },
    notes,
  };
}

function cronOf(kind: KnownKind, object: Fields, { schedule, timeZone }: Fields): Converted['cron'] {
  if (kind !== 'Schedule' || typeof schedule !== 'string') return undefined;
  const zone = typeof timeZone === 'string' ? timeZone : DEFAULTS.timeZone;
  return { schedule, timeZone: zone, isPaused: fieldsOf(object['spec'])['paused'] === true };
}

/** What there is for what such an object says, where it is a setting; requests and records have no place in Git. */
const COUNTERPARTS: Readonly<Record<string, string>> = {
  VolumeSnapshotLocation: 'has no counterpart: volume data is not covered',
  BackupRepository: 'has no counterpart: volume data is not covered',
  PodVolumeBackup: 'has no counterpart: volume data is not covered',
  PodVolumeRestore: 'has no counterpart: volume data is not covered',
  DataUpload: 'has no counterpart: volume data is not covered',
  DataDownload: 'has no counterpart: volume data is not covered',
};

function withoutCounterpart(object: Fields): Loss {
  const message = COUNTERPARTS[String(object['kind'])] ?? 'has no counterpart: it is no policy';
  return { document: labelOf(object), field: '', severity: 'warning', message };
}
