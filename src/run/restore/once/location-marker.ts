import type { BackupStore } from '../../../archive/backup-store.ts';
import type { RunContext } from '../../../base/context.ts';
import type { Entry } from '../../../domain/entry.ts';
import { judgeOnce, type OnceEnd, type OnceFacts, type OnceRecord } from '../../../domain/lock/once.ts';
import type { Cluster } from '../../../kube/cluster.ts';
import type { OnceClaim, OnceMarker } from '../../../report/sink.ts';
import { LocationWrites } from '../location-writes.ts';

/** What a marker beside the backups works with. */
export interface LocationMarkerFacts {
  readonly backups: Pick<BackupStore, 'readMarker' | 'putMarker' | 'deleteMarker'>;
  /** UID of `kube-system`. */
  readonly clusterUid: string;
  /** Of the Jobs. */
  readonly namespace: string;
  readonly cluster: Pick<Cluster, 'read'>;
  /** The location is read-only: markers are obeyed, and none is written. */
  readonly isReadOnly: boolean;
  /** Told once where the store lets nobody write a marker: the one in the cluster must do then. */
  readonly warn: (entry: Entry) => void;
}

/** Keeps markers beside the backups, where they outlive the cluster's ConfigMaps; for this cluster alone. */
export class LocationMarker implements OnceMarker {
  readonly #facts: LocationMarkerFacts;
  readonly #writes: LocationWrites;

  constructor(facts: LocationMarkerFacts) {
    this.#facts = facts;
    this.#writes = new LocationWrites(facts);
  }

  async claim(ctx: RunContext, request: string, facts: OnceFacts): Promise<OnceClaim> {
    const record = await this.#facts.backups.readMarker(ctx, this.#placeOf(request));
    if (record === undefined) {
      await this.#put(ctx, request, { ...facts, end: undefined });
      return { outcome: 'created' };
    }
    const isOurs = record.runId === facts.runId;
    const isSettled = isOurs || record.end !== undefined || record.requestHash !== facts.requestHash;
    const verdict = judgeOnce(record, facts, !isSettled && (await this.#isThere(ctx, record.job)));
    if (verdict.outcome === 'resumed' && !isOurs) await this.#put(ctx, request, { ...facts, end: undefined });
    return verdict;
  }

  async finish(ctx: RunContext, request: string, facts: OnceFacts, end: OnceEnd): Promise<void> {
    await this.#put(ctx, request, { ...facts, end });
  }

  async withdraw(ctx: RunContext, request: string, { runId }: OnceFacts): Promise<void> {
    if (this.#writes.refusal !== undefined) return;
    const { backups } = this.#facts;
    const record = await backups.readMarker(ctx, this.#placeOf(request));
    if (record?.runId === runId && record.end === undefined) await backups.deleteMarker(ctx, this.#placeOf(request));
  }

  async #put(ctx: RunContext, request: string, record: OnceRecord): Promise<void> {
    const told = await this.#writes.try(() => this.#facts.backups.putMarker(ctx, this.#placeOf(request), record));
    if (told.outcome !== 'refused') return;
    const message = `The once-marker of this request is kept in the cluster alone: ${told.reason}`;
    this.#facts.warn({ code: 'report-failed', message });
  }

  async #isThere(ctx: RunContext, { name, uid }: OnceFacts['job']): Promise<boolean> {
    const { cluster, namespace } = this.#facts;
    const job = await cluster.read(ctx, { group: 'batch', version: 'v1', resource: 'jobs', namespace }, name);
    return job?.metadata.uid === uid;
  }

  #placeOf(request: string): Parameters<BackupStore['readMarker']>[1] {
    const { clusterUid, namespace } = this.#facts;
    return { clusterUid, namespace, request };
  }
}
