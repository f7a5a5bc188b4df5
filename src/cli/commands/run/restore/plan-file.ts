import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { sha256Hex } from '../../../../base/hash.ts';
import { RunError } from '../../../../domain/problem.ts';
import type { RestorePolicy } from '../../../../domain/restore/policy.ts';
import type { PinnedPolicy, RestoreSummary, RunResult } from '../../../../domain/result/result.ts';
import type { StorageLocation } from '../../../../domain/storage-location.ts';
import { formatTime } from '../../../../domain/time.ts';
import { parsePolicies } from '../../../../policy/parse.ts';
import type { ConfigMapManifest } from '../../../../policy/source/read-stream.ts';
import { withFields } from '../orders/restore-document.ts';
import { locationDocument } from './location-document.ts';
import type { WhatToRestore } from './what-to-restore.ts';

const API_VERSION = 'lifeboat.dev/v1alpha1';
const KIND = 'RestorePlan';

/** A plan as `--save-plan` writes it: everything that applying it needs, and what it was when it was made. */
export interface PlanFile {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: typeof KIND;
  /** The restore is called after it. */
  readonly metadata: { readonly name: string };
  /** The StorageLocation, the RestorePolicy, and the ConfigMap with its resource modifiers where it names one. */
  readonly documents: readonly object[];
  readonly plan: Pick<RestoreSummary, 'backup' | 'archiveSha256' | 'planned' | 'items' | 'missingRules'> & {
    readonly digest: string;
    /** UID of `kube-system` of the cluster that it was made for. */
    readonly clusterUid: string;
    readonly clusterName: string;
    readonly plannedAt: string;
  };
}

/** What a plan file says, once it is found to be one. */
export interface SavedPlan {
  readonly policy: RestorePolicy;
  readonly location: StorageLocation;
  readonly configMaps: readonly ConfigMapManifest[];
  readonly source: PinnedPolicy;
  readonly digest: string;
  readonly clusterUid: string;
  readonly clusterName: string;
}

/** Writes a plan to a file, which only its owner may read; an older one is replaced. */
export async function savePlan(
  place: { readonly cwd: string; readonly file: string },
  what: WhatToRestore,
  { result, now }: { readonly result: RunResult; readonly now: Date },
): Promise<void> {
  const text = `${JSON.stringify(planFileOf(what, { result, now }), undefined, 2)}\n`;
  try {
    await writeFile(resolve(place.cwd, place.file), text, { mode: 0o600 });
  } catch (error) {
    throw new RunError('cannot-write', `Cannot write the plan to ${place.file}: ${(error as Error).message}`, {
      hint: 'Name a file in a folder that exists and can be written.',
    });
  }
}

function planFileOf(
  what: WhatToRestore,
  { result, now }: { readonly result: RunResult; readonly now: Date },
): PlanFile {
  const { restore, cluster } = result;
  if (restore?.planDigest === undefined || restore.backup === undefined || cluster === undefined)
    throw new RunError('internal', 'Cannot save a plan that was not made');
  const { backup, archiveSha256, planned, items, missingRules, planDigest } = restore;
  const spec = withFields(what.spec, { backupName: backup, mode: 'Apply', storageLocation: what.location.name });
  return {
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: { name: result.policy?.name ?? backup },
    documents: [
      locationDocument(what.location),
      { apiVersion: API_VERSION, kind: 'RestorePolicy', metadata: { name: what.name }, spec },
      ...what.configMaps.filter(({ name }) => name === spec.resourceModifier?.name).map(configMapOf),
    ],
    plan: {
      digest: planDigest,
      clusterUid: cluster.uid,
      clusterName: cluster.name,
      plannedAt: formatTime(now),
      backup,
      ...(archiveSha256 !== undefined && { archiveSha256 }),
      ...(planned && { planned }),
      ...(items && { items }),
      ...(missingRules && { missingRules }),
    },
  };
}

function configMapOf({ name, texts }: ConfigMapManifest): object {
  const data = Object.fromEntries(texts.map(({ key, source }) => [key, source.text]));
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
}

/** Reads a plan file. `usage` for anything that is none, `policy-invalid` where somebody has changed it. */
export async function readPlan(place: { readonly cwd: string; readonly file: string }, now: Date): Promise<SavedPlan> {
  const { file } = place;
  const text = await readFile(resolve(place.cwd, file), 'utf8').catch((error: unknown) => {
    throw new RunError('usage', `Cannot read the plan ${file}: ${(error as Error).message}`, {
      hint: 'Name a file that --save-plan wrote.',
    });
  });
  const { documents, plan, metadata } = planIn(text, file);
  const name = file;
  const parsed = parsePolicies([{ name, text: documents.map((it) => JSON.stringify(it)).join('\n---\n') }], now);
  const policy = parsed.documents.find((document) => document.kind === 'RestorePolicy');
  const location = parsed.documents.find((document) => document.kind === 'StorageLocation');
  if (policy === undefined || location === undefined) {
    const first = parsed.diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'a document is missing';
    throw new RunError('policy-invalid', `The plan ${file} cannot be used any more: ${first}`, { hint: PLAN_AGAIN });
  }
  const { digest, clusterUid, clusterName } = plan;
  const source = { name: metadata.name, source: file, sha256: sha256Hex(text) };
  return { policy, location, configMaps: parsed.configMaps, source, digest, clusterUid, clusterName };
}

const PLAN_AGAIN = 'Make it again with lifeboat restore … --save-plan FILE';

function planIn(text: string, file: string): Pick<PlanFile, 'documents' | 'plan' | 'metadata'> {
  const { kind, documents, plan, metadata } = fieldsOf(parsed(text));
  const { digest, clusterUid, clusterName } = fieldsOf(plan);
  const { name } = fieldsOf(metadata);
  const isPlan = kind === KIND && Array.isArray(documents) && [digest, clusterUid, clusterName, name].every(isText);
  if (!isPlan) throw new RunError('usage', `${file} holds no plan`, { hint: PLAN_AGAIN });
  return { documents, plan: plan as PlanFile['plan'], metadata: metadata as PlanFile['metadata'] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON is no plan, which the caller tells
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
