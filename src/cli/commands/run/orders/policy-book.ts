import type { RunContext } from '../../../../base/context.ts';
import type { Diagnostic } from '../../../../domain/diagnostic.ts';
import type { Telling } from '../../../../domain/notify/receiver.ts';
import { nearestName } from '../../../../domain/nearest-name.ts';
import { RunError } from '../../../../domain/problem.ts';
import type { StorageLocation } from '../../../../domain/storage-location.ts';
import { type FoundDocument, type ParsedPolicies, parsePolicies, type Policy } from '../../../../policy/parse.ts';
import { salvageTelling } from '../../../../policy/salvage-telling.ts';
import type { ConfigMapManifest } from '../../../../policy/source/read-stream.ts';
import type { PinnedPolicy } from '../../../../domain/result/result.ts';
import { renderDiagnostics } from '../../../../views/diagnostics.ts';
import type { OptionValues } from '../../../arguments/option.ts';
import type { Call } from '../../../command.ts';
import { openCluster } from '../../../compose.ts';
import type { POLICIES_OPTION } from '../../../policies/read-policies.ts';
import { type PolicyFile, type PolicySource, readPolicySource } from '../../../policy-sources.ts';
import type { RUN_OPTIONS } from '../run-options.ts';

/** The policies of a call, read once: later changes do not reach a run that has begun. */
export interface PolicyBook {
  readonly source: PolicySource;
  readonly parsed: ParsedPolicies;
}

/** What is said about policies where none of the wanted name can be used. */
export interface FaultyPolicies {
  readonly problems: readonly string[];
  readonly policy: PinnedPolicy | undefined;
  /** Whom the wanted policy tells all the same; unset for nobody. */
  readonly telling?: Telling | undefined;
  /** The wanted policy as it stands, which may name ConfigMaps all the same; unset where there is none. */
  readonly found?: FoundDocument;
  /** Those among the texts. */
  readonly configMaps?: readonly ConfigMapManifest[];
}

type PolicyKind = Exclude<Policy['kind'], 'StorageLocation'>;

type BookOptions = OptionValues<typeof RUN_OPTIONS & { readonly policies: typeof POLICIES_OPTION }>;

/** Reads the policies that the call names. What is wrong with their texts is in the book; errors as `readPolicySource`. */
export async function readBook(
  ctx: RunContext,
  { io, options, redactor }: Pick<Call, 'io' | 'redactor'> & { readonly options: BookOptions },
): Promise<PolicyBook> {
  await using closing = new AsyncDisposableStack();
  const openForReading = async () => {
    const cluster = await openCluster(ctx, options, redactor);
    closing.defer(() => cluster.close());
    return cluster;
  };
  const source = await readPolicySource(ctx, options.policies, { io, openCluster: openForReading });
  return { source, parsed: parsePolicies(source.files, ctx.clock.now()) };
}

/** The book with one more text, which may refer to what is in it. */
export function withText({ source }: Pick<PolicyBook, 'source'>, file: PolicyFile, now: Date): PolicyBook {
  const files = [...source.files, file];
  return { source: { ...source, files }, parsed: parsePolicies(files, now) };
}

/** The policy of a name, whatever its kind: policies of all kinds share one set of names. */
export function findPolicy({ parsed }: PolicyBook, name: string): FoundDocument | undefined {
  return parsed.found.find(({ kind, name: own }) => isPolicyKind(kind) && own === name);
}

function isPolicyKind(kind: string | undefined): boolean {
  return kind === 'BackupPolicy' || kind === 'RestorePolicy' || kind === 'PrunePolicy' || kind === 'VerifyPolicy';
}

/** The valid locations of the book. */
export function locationsIn({ parsed }: PolicyBook): StorageLocation[] {
  return parsed.documents.filter((document) => document.kind === 'StorageLocation');
}

/** Longer texts are left out of results, which must fit into a ConfigMap with all else that they say. */
const LONGEST_PINNED = 32_768;

/** What the policy was read from: its bytes by their hash, and as text where that is not too long. */
function textOf({ source }: PolicyBook, name: string, { place }: FoundDocument): PinnedPolicy {
  const file = source.files.find((one) => one.name === place.file);
  const text = file !== undefined && file.text.length <= LONGEST_PINNED ? { text: file.text } : {};
  return { name, source: source.source, sha256: file?.sha256 ?? source.sha256, ...text };
}

/** A policy that can be carried out, the document that it is, and its text. */
export interface ChosenPolicy<K extends PolicyKind> {
  readonly policy: Extract<Policy, { readonly kind: K }>;
  readonly found: FoundDocument;
  readonly source: PinnedPolicy;
}

/**
 * The policy of a name, where it is valid and of one of the kinds, or what is wrong with it. Problems of its neighbours
 * stand in nobody's way: they are logged. Throws as `policyNotFound` does, also where it is of another kind.
 */
export function choosePolicy<K extends PolicyKind>(
  ctx: RunContext,
  book: PolicyBook,
  name: string,
  kinds: readonly K[],
): ChosenPolicy<K> | FaultyPolicies {
  const found = findPolicy(book, name);
  if (found === undefined) return policyNotFound(name, book);
  if (!kinds.some((kind) => kind === found.kind)) throw ofOtherKind(book, found, kinds);
  return chooseDocument(ctx, book, { found, source: textOf(book, name, found) }, kinds);
}

/** The same for a document that was found already. */
export function chooseDocument<K extends PolicyKind>(
  ctx: RunContext,
  book: PolicyBook,
  { found, source }: Pick<ChosenPolicy<K>, 'found' | 'source'>,
  kinds: readonly K[],
): ChosenPolicy<K> | FaultyPolicies {
  const isWanted = (policy: Policy | undefined): policy is ChosenPolicy<K>['policy'] =>
    kinds.some((kind) => kind === policy?.kind);
  const { policy } = found;
  if (!isWanted(policy)) {
    const { configMaps } = book.parsed;
    return { problems: problemsOf(book, found), policy: source, telling: salvageTelling(found), found, configMaps };
  }
  logProblems(ctx, book);
  return { policy, found, source };
}

/** Everything that stands in the way of one policy. */
function problemsOf({ parsed }: PolicyBook, found: FoundDocument): string[] {
  const errors = parsed.diagnostics.filter(({ severity }) => severity === 'error');
  const own = errors.filter(({ document }) => document === `${found.kind}/${found.name}`);
  return (own.length > 0 ? own : errors).map(inOneLine);
}

/**
 * Nothing of that name: because a text cannot be read, whose problems are returned; because it is misspelt, or because
 * it is not there, which is `policy-not-found`.
 */
function policyNotFound(name: string, { source, parsed }: PolicyBook): FaultyPolicies {
  const errors = parsed.diagnostics.filter((diagnostic) => mayHide(name, diagnostic)).map(inOneLine);
  const unreadable = source.unreadable.map((file) => `${file.name}: ${file.message}`);
  const names = parsed.found.flatMap((document) => (isPolicyKind(document.kind) ? (document.name ?? []) : []));
  const nearest = nearestName(name, names);
  if (nearest === undefined && errors.length + unreadable.length > 0) {
    return { problems: [...unreadable, ...errors], policy: undefined };
  }
  throw new RunError('policy-not-found', `${source.source} defines no policy ${name}`, {
    hint:
      nearest === undefined
        ? `It defines ${names.length === 0 ? 'none' : names.join(', ')}`
        : `Did you mean ${nearest}?`,
  });
}

/** What is there is nobody's fault: neither its problems nor its neighbours' are told, and its receivers hear of nothing. */
function ofOtherKind({ source, parsed }: PolicyBook, found: FoundDocument, kinds: readonly PolicyKind[]): RunError {
  const wanted = kinds.join(' or ');
  const fitting = parsed.found
    .filter(({ kind }) => kinds.some((one) => one === kind))
    .flatMap(({ name }) => name ?? []);
  return new RunError(
    'policy-not-found',
    `${source.source} defines no ${wanted} ${found.name}: it is a ${found.kind}`,
    {
      hint: `Of that kind it defines ${fitting.length === 0 ? 'none' : fitting.join(', ')}`,
    },
  );
}

/** Whether a faulty text could be the policy of that name; one that is known to be something else is nobody's excuse. */
function mayHide(name: string, { severity, document }: Diagnostic): boolean {
  if (severity !== 'error') return false;
  if (document === undefined) return true;
  if (document.startsWith('StorageLocation/')) return false;
  return document.endsWith('/?') || document.endsWith(`/${name}`);
}

function logProblems(ctx: RunContext, { parsed }: PolicyBook): void {
  for (const diagnostic of parsed.diagnostics) ctx.log.warn({ problem: inOneLine(diagnostic) }, 'policy problem');
}

/** `file:line:column: text`. */
export function inOneLine(diagnostic: Diagnostic): string {
  return renderDiagnostics([diagnostic], { style: 'plain', sources: [] }).trim();
}
