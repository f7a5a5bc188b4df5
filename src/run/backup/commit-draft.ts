import type { BackupDraft, CommitFacts, Link, SealedArchive } from '../../archive/backup-store.ts';
import type { RunContext } from '../../base/context.ts';
import type { Backup, BackupOrigin } from '../../domain/backup/backup.ts';
import { phaseOf } from '../../domain/phase.ts';
import type { BackupSummary } from '../../domain/result/result.ts';
import { formatTime } from '../../domain/time.ts';
import type { BackupWork } from './backup-work.ts';
import type { Tally } from './collect/tally.ts';
import type { ClusterFacts } from './world.ts';

/** A draft that holds everything that was selected. */
export interface Filled {
  readonly draft: BackupDraft;
  readonly tally: Tally;
  /** Namespaces that a label kept out. */
  readonly hiddenNamespaces: readonly string[];
}

/** What the commit object and the manifest say beside the items. */
export interface Provenance {
  readonly origin: BackupOrigin;
  readonly facts: ClusterFacts;
  readonly startedAt: Date;
  /** The last good backup before this one. */
  readonly previous: Link | undefined;
  /** What the shrink guard found. */
  readonly quarantined: string | undefined;
}

/**
 * Turns a filled draft into a backup: seal, upload, read back, commit. Before the commit object stands there is no
 * backup, and it is put last, after what was stored has been proved.
 */
export async function commitDraft(
  ctx: RunContext,
  work: BackupWork,
  filled: Filled,
  from: Provenance,
): Promise<Backup> {
  const { journal, run } = work;
  const { draft, tally } = filled;
  const expiresAt = new Date(from.startedAt.getTime() + run.order.policy.retention.ttlMs);
  const sealed = await draft.seal(ctx, {
    ...from,
    clusterVersion: from.facts.version.gitVersion,
    expiresAt,
    types: tally.types(),
    entries: { errors: journal.result.errors, warnings: journal.result.warnings },
    claims: tally.claimCounts(),
    contentBytes: draft.progress.bytes,
    version: journal.result.version,
  });
  journal.update({ backup: sealedSummary(draft.name, sealed, expiresAt, from.origin) });
  await journal.reached(ctx, 'sealed');
  const { errors, warnings } = journal.result;
  await draft.upload(ctx, { entries: { errors, warnings }, log: work.recordedLog(), claims: tally.claims });
  await journal.reached(ctx, 'uploaded');
  await draft.verify(ctx);
  await journal.reached(ctx, 'verified');
  ctx.log.info({ items: sealed.items, bytes: sealed.archiveBytes }, 'archive stored and verified');
  await journal.reached(ctx, 'committing');
  const backup = await draft.commit(ctx, commitFacts(work, { ...from, ...filled }, sealed, expiresAt));
  journal.update({ backup: { ...summaryOf(backup), archiveBytes: sealed.archiveBytes } });
  ctx.log.info({ backup: backup.name, phase: backup.phase }, 'backup committed');
  return backup;
}

function commitFacts(work: BackupWork, from: Provenance & Filled, sealed: SealedArchive, expiresAt: Date): CommitFacts {
  const { policy, location } = work.run.order;
  const { errorCount, warningCount } = work.journal.result;
  return {
    origin: from.origin,
    phase: phaseOf(errorCount),
    onPartial: policy.onPartial,
    quarantined: from.quarantined,
    startedAt: from.startedAt,
    completedAt: from.facts.now(),
    expiresAt,
    allowVeleroExpiry: policy.allowVeleroExpiry,
    storageLocation: location.name,
    labels: policy.labels,
    veleroSpec: policy.veleroSpec,
    hiddenNamespaces: from.hiddenNamespaces,
    cluster: from.facts.version,
    items: sealed.items,
    errors: errorCount,
    warnings: warningCount,
    hooks: work.journal.result.hookStatus,
  };
}

function sealedSummary(name: string, sealed: SealedArchive, expiresAt: Date, origin: BackupOrigin): BackupSummary {
  return {
    name,
    folder: `backups/${name}/`,
    committed: false,
    ...sealed,
    expiresAt: formatTime(expiresAt),
    ...(origin.adoptedFrom === undefined ? {} : { adoptedFrom: origin.adoptedFrom }),
  };
}

/** What a committed backup adds to the result. */
export function summaryOf(backup: Backup): BackupSummary {
  const { name, items, archiveSha256, manifestSha256, expiresAt, origin, quarantine } = backup;
  return {
    name,
    folder: `backups/${name}/`,
    committed: true,
    ...(items === undefined ? {} : { items }),
    ...(archiveSha256 === undefined ? {} : { archiveSha256 }),
    ...(manifestSha256 === undefined ? {} : { manifestSha256 }),
    ...(expiresAt === undefined ? {} : { expiresAt: formatTime(expiresAt) }),
    ...(origin?.adoptedFrom === undefined ? {} : { adoptedFrom: origin.adoptedFrom }),
    ...(quarantine === undefined || quarantine.isAccepted ? {} : { quarantined: quarantine.reason }),
  };
}
