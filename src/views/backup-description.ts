import type { Backup } from '../domain/backup/backup.ts';
import type { Standing } from '../domain/backup/facts.ts';
import { formatTime } from '../domain/time.ts';
import { formatExpiry } from './lists/cells.ts';
import { oneLine } from './one-line.ts';
import { type Branch, renderTree } from './tree.ts';
import { formatBytes, formatCount, formatDuration } from './units.ts';

/** Everything that a location tells of one backup. What the backup does not have is undefined. */
export interface BackupFacts {
  readonly backup: Backup;
  /** Name of the location that it was found in, and its root. */
  readonly location: string;
  readonly root: string;
  /** Names of the items by `apps/v1/Deployment`, as the backup's resource list has them. */
  readonly resources: Readonly<Record<string, readonly string[]>> | undefined;
  readonly errors: readonly ScopedMessage[] | undefined;
  readonly warnings: readonly ScopedMessage[] | undefined;
  readonly volumes: readonly VolumeFact[] | undefined;
  /** The files of the backup's folder, by key below it. */
  readonly files: readonly { readonly key: string; readonly size: number }[];
  /** The commit object stands and the archive that it promises does not: nothing can be restored from it. */
  readonly lacksArchive: boolean;
  /** What holds of it after all that was said of it since. */
  readonly standing?: Standing;
}

/** One line of the backup's results: about the run, the cluster's scope, or one namespace. */
export interface ScopedMessage {
  readonly scope: string;
  readonly message: string;
}

/** What became of the data of one claim, or of a volume that no claim has. */
export interface VolumeFact {
  readonly namespace: string;
  /** Empty for such a volume. */
  readonly claim: string;
  readonly volume: string;
  /** How the data was saved; undefined where it is not in the backup. */
  readonly method: string | undefined;
  readonly reason: string;
}

/** Entries shown of a long list unless details are asked for. */
const SHOWN = 10;

/** One backup for people, in sections; with `details` every item, entry and claim is named. */
export function renderBackupDescription(facts: BackupFacts, now: Date, options: { readonly details: boolean }): string {
  const sections = [
    identitySection(facts, now),
    selectionSection(facts),
    messageSection('Errors', facts.errors, options.details),
    messageSection('Warnings', facts.warnings, options.details),
    volumeSection(facts, options.details),
    resourceSection(facts.resources, options.details),
    fileSection(facts),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function identitySection(facts: BackupFacts, now: Date): string {
  const { backup, location, root, lacksArchive } = facts;
  const { origin } = backup;
  const rows: [string, string | undefined][] = [
    ['Name', backup.name],
    [
      'Phase',
      lacksArchive ? `${backup.phase}, but its archive is GONE: nothing can be restored from it` : backup.phase,
    ],
    ['Quarantine', quarantineText(backup)],
    ['Location', `${location} (${root})`],
    ['Made by', origin === undefined ? 'Velero' : 'Lifeboat'],
    ['Policy', origin?.policy ?? backup.scheduleName],
    ['Ad hoc', origin?.adHoc === true ? 'yes: differs from its policy' : undefined],
    ['Cluster', origin === undefined ? undefined : `${origin.clusterName} (kube-system ${origin.clusterUid})`],
    ['Continues', origin?.adoptedFrom],
    ['Kubernetes', annotationOf(backup.document, 'velero.io/source-cluster-k8s-gitversion')],
    ['Scheduled for', timeText(origin?.scheduledFor)],
    ['Started', timeText(backup.startedAt)],
    ['Completed', completedText(facts)],
    ['Expires', expiryText(facts, now)],
    ['Held', facts.standing?.held],
    ['Labels', marksText(facts.standing?.labels)],
    ['Annotations', marksText(facts.standing?.annotations, isOurMark)],
    ['Items', backup.items?.toString()],
    ['Errors', String(backup.errors)],
    ['Warnings', String(backup.warnings)],
    ['Hooks', hooksText(backup.document)],
    ['Format', backup.formatVersion],
    ['Run', origin?.runId],
    ['Archive', backup.archiveSha256 && `sha256 ${backup.archiveSha256}`],
  ];
  return rowsText(rows);
}

/** The expiry, which may have been moved. */
function expiryText({ backup, standing }: BackupFacts, now: Date): string | undefined {
  const expiresAt = standing?.expiresAt ?? backup.expiresAt;
  return expiresAt && `${formatTime(expiresAt)} (${formatExpiry(expiresAt, now)})`;
}

function marksText(
  marks: Readonly<Record<string, string>> = {},
  isHidden: (key: string) => boolean = () => false,
): string | undefined {
  const shown = Object.entries(marks).filter(([key]) => !isHidden(key));
  return shown.length === 0 ? undefined : shown.map(([key, value]) => `${key}=${oneLine(value, 200)}`).join(', ');
}

/** Marks of the run that made the backup, which the other lines tell. */
function isOurMark(key: string): boolean {
  return /^(lifeboat\.dev|velero\.io)\//.test(key);
}

function quarantineText({ name, quarantine }: Backup): string | undefined {
  if (quarantine === undefined) return undefined;
  if (quarantine.isAccepted) return `accepted. ${quarantine.reason}`;
  return `${quarantine.reason}: lifeboat accept ${name}`;
}

/** As Velero counts them; undefined where none was to run. */
function hooksText(document: Readonly<Record<string, unknown>>): string | undefined {
  const { hooksAttempted, hooksFailed = 0 } = recordOf(recordOf(document['status'])['hookStatus']);
  if (typeof hooksAttempted !== 'number' || hooksAttempted === 0) return undefined;
  return `${hooksAttempted}, of which ${Number(hooksFailed)} failed`;
}

function completedText({ backup: { startedAt, completedAt } }: BackupFacts): string | undefined {
  if (completedAt === undefined) return undefined;
  const took = startedAt === undefined ? '' : ` (took ${formatDuration(completedAt.getTime() - startedAt.getTime())})`;
  return `${formatTime(completedAt)}${took}`;
}

/** The filters of the Backup's spec that say something, in Velero's own words. */
function selectionSection({ backup }: BackupFacts): string {
  const spec = recordOf(backup.document['spec']);
  const rows = Object.entries(spec)
    .filter(([key]) => /^(included|excluded|includeCluster|orLabel|label)/.test(key))
    .map(([key, value]): [string, string] => [`  ${key}`, textOf(value)]);
  return rows.length === 0 ? '' : `Selection:\n${rowsText(rows)}`;
}

function messageSection(title: string, messages: readonly ScopedMessage[] | undefined, details: boolean): string {
  if (messages === undefined || messages.length === 0) return '';
  const shown = details ? messages : messages.slice(0, SHOWN);
  const lines = shown.map(({ scope, message }) => `  ${oneLine(scope)}: ${oneLine(message, 2_000)}\n`);
  return `${title}:\n${lines.join('')}${moreText(messages.length - shown.length)}`;
}

/** Velero's volume list names claims that have a volume; the resource list knows them all. */
function volumeSection({ volumes = [], resources }: BackupFacts, details: boolean): string {
  const claims = volumes.filter(({ claim }) => claim !== '');
  const total = Math.max(claims.length, resources?.['v1/PersistentVolumeClaim']?.length ?? 0);
  if (total === 0 && volumes.length === 0) return '';
  const saved = claims.filter(({ method }) => method !== undefined).length;
  const shown = details ? volumes : volumes.slice(0, SHOWN);
  const lines = shown.map((fact) => {
    const { method, reason } = fact;
    const outcome =
      method ?? `no data in this backup${reason === '' ? '' : ` (${reason.trimEnd().replace(/;$/, '')})`}`;
    return `  ${oneLine(whoseData(fact))}: ${oneLine(outcome)}\n`;
  });
  const title = `Claims: ${total}, of which ${total - saved} without data in this backup`;
  return `${title}\n${lines.join('')}${moreText(volumes.length - shown.length)}`;
}

function whoseData({ namespace, claim, volume }: VolumeFact): string {
  if (claim === '') return `volume ${volume}, which no claim has`;
  return `${namespace}/${claim}${volume === '' ? '' : ` on ${volume}`}`;
}

function resourceSection(resources: BackupFacts['resources'], details: boolean): string {
  if (resources === undefined) return '';
  const types = Object.entries(resources).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const total = types.reduce((sum, [, names]) => sum + names.length, 0);
  const below = types.map(([type, names]): Branch => {
    const branch = { name: type, note: String(names.length) };
    return details ? { ...branch, below: names.map((name) => ({ name })) } : branch;
  });
  return renderTree({
    name: `Resources: ${formatCount(total, 'item')} of ${formatCount(types.length, 'type')}`,
    below,
  });
}

function fileSection({ files }: BackupFacts): string {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const below = files.map(({ key, size }) => ({ name: key, note: formatBytes(size) }));
  return renderTree({ name: `Files: ${files.length}, ${formatBytes(total)}`, below });
}

function rowsText(rows: readonly (readonly [string, string | undefined])[]): string {
  const said = rows.filter((row): row is readonly [string, string] => row[1] !== undefined && row[1] !== '');
  const width = Math.max(0, ...said.map(([name]) => name.length)) + 1;
  return said.map(([name, value]) => `${`${name}:`.padEnd(width)}  ${oneLine(value, 500)}\n`).join('');
}

function moreText(more: number): string {
  return more > 0 ? `  … and ${more} more (--details)\n` : '';
}

function timeText(time: Date | undefined): string | undefined {
  return time === undefined ? undefined : formatTime(time);
}

function annotationOf(document: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = recordOf(recordOf(document['metadata'])['annotations'])[key];
  return typeof value === 'string' ? value : undefined;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textOf(value: unknown): string {
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
