import type { RunContext } from '../../../base/context.ts';
import { overridePolicy } from '../../../domain/backup/override.ts';
import type { BackupPolicy } from '../../../domain/backup/policy.ts';
import type { Diagnostic } from '../../../domain/diagnostic.ts';
import { nearestName } from '../../../domain/nearest-name.ts';
import { RunError } from '../../../domain/problem.ts';
import type { Cluster } from '../../../kube/cluster.ts';
import { type FoundDocument, type ParsedPolicies, parsePolicies } from '../../../policy/parse.ts';
import type { BackupOrder, Prepared, PolicyText } from '../../../run/services.ts';
import { renderDiagnostics } from '../../../views/diagnostics.ts';
import type { OptionValues } from '../../arguments/option.ts';
import type { Call } from '../../command.ts';
import { locationNamed } from '../../locations.ts';
import { type PolicySource, readPolicySource } from '../../policy-sources.ts';
import type { RUN_OPTIONS } from './run-options.ts';
import { overridesOf, SELECTION_OPTIONS } from './selection-options.ts';

/** What `run` says of the order beside its policy. */
export type OrderOptions = OptionValues<typeof RUN_OPTIONS & typeof SELECTION_OPTIONS> & {
  readonly policies: string;
  readonly adopt: boolean;
};

/**
 * Finds the policy of a name among the policies of the call, with its location, and lays the call's overrides over it.
 * Only the problems of that policy stand in its way: those of its neighbours are logged.
 */
export async function prepareOrder(
  ctx: RunContext,
  { io, options, given }: Pick<Call, 'io' | 'given'> & { readonly options: OrderOptions },
  cluster: Cluster,
  name: string,
): Promise<Prepared<BackupOrder>> {
  const source = await readPolicySource(ctx, options.policies, { io, openCluster: async () => cluster });
  const parsed = parsePolicies(source.files, ctx.clock.now());
  const found = parsed.found.find((document) => document.kind === 'BackupPolicy' && document.name === name);
  if (found === undefined) return notFound(name, source, parsed);
  const text = textOf(name, source, found);
  if (found.policy?.kind !== 'BackupPolicy') return { problems: problemsOf(parsed, found), policy: text };
  logOtherProblems(ctx, parsed.diagnostics);
  const written: BackupPolicy = found.policy;
  const locations = parsed.documents.filter((document) => document.kind === 'StorageLocation');
  return {
    order: {
      policy: overridePolicy(written, overridesOf(options, given)),
      source: text,
      overrides: overriddenBy(options, given),
      location: locationNamed(locations, written.storageLocation, source.source),
      backupName: undefined,
      clusterName: options.clusterName,
      timeoutMs: options.timeout ?? written.timeoutMs,
      adopt: options.adopt,
    },
  };
}

/** `--include-namespaces=shop`: how the run differs from its policy, as it was said. */
function overriddenBy(options: OrderOptions, given: ReadonlyMap<string, string>): string[] {
  const keys = Object.keys(SELECTION_OPTIONS) as (keyof typeof SELECTION_OPTIONS)[];
  return keys.flatMap((key) => (given.has(key) ? [`${given.get(key)}=${String(options[key])}`] : []));
}

/** The bytes that the policy was read from, by their hash. */
function textOf(name: string, source: PolicySource, { place }: FoundDocument): PolicyText {
  const file = source.files.find((one) => one.name === place.file);
  return { name, source: source.source, sha256: file?.sha256 ?? source.sha256 };
}

function problemsOf({ diagnostics }: ParsedPolicies, found: FoundDocument): string[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const own = errors.filter(({ document }) => document === `${found.kind}/${found.name}`);
  return (own.length > 0 ? own : errors).map(inOneLine);
}

/** Nothing of that name: because a text cannot be read, because it is misspelt, or because it is not there. */
function notFound(name: string, source: PolicySource, { found, diagnostics }: ParsedPolicies): Prepared<BackupOrder> {
  const errors = diagnostics.filter((diagnostic) => mayHide(name, diagnostic)).map(inOneLine);
  const unreadable = source.unreadable.map((file) => `${file.name}: ${file.message}`);
  if (found.some((document) => document.kind === 'RestorePolicy' && document.name === name)) {
    throw new RunError(
      'not-supported',
      `Cannot run ${name}: it is a RestorePolicy, and restores are not in this release`,
    );
  }
  const names = found.flatMap((document) => (document.kind === 'BackupPolicy' ? (document.name ?? []) : []));
  const nearest = nearestName(name, names);
  if (nearest === undefined && errors.length + unreadable.length > 0) {
    return { problems: [...unreadable, ...errors], policy: undefined };
  }
  throw new RunError('policy-not-found', `${source.source} defines no BackupPolicy ${name}`, {
    hint:
      nearest === undefined
        ? `It defines ${names.length === 0 ? 'none' : names.join(', ')}`
        : `Did you mean ${nearest}?`,
  });
}

/** Whether a faulty text could be the policy of that name; one that is known to be something else is nobody's excuse. */
function mayHide(name: string, { severity, document }: Diagnostic): boolean {
  if (severity !== 'error') return false;
  if (document === undefined) return true;
  if (/^(StorageLocation|RestorePolicy)\//.test(document)) return false;
  return document.endsWith('/?') || document.endsWith(`/${name}`);
}

function logOtherProblems(ctx: RunContext, diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) ctx.log.warn({ problem: inOneLine(diagnostic) }, 'policy problem');
}

function inOneLine(diagnostic: Diagnostic): string {
  return renderDiagnostics([diagnostic], { style: 'plain', sources: [] }).trim();
}
