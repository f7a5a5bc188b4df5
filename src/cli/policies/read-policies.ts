import type { RunContext } from '../../base/context.ts';
import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { ParsedPolicies } from '../../policy/parse.ts';
import type { OptionSpec } from '../arguments/option.ts';
import { DEFAULT_POLICIES, type PolicySource, readPolicySource, type SourceWorld } from '../policy-sources.ts';

/** Where policies come from; every command that reads policies takes it. */
export const POLICIES_OPTION = {
  type: 'string',
  valueName: 'WHERE',
  default: DEFAULT_POLICIES,
  complete: 'file',
  description: 'Folder or file of policies, - for standard input, configmap:<namespace>/<name>',
} as const satisfies OptionSpec;

/** Policies as one or several sources hold them. */
export interface ReadPolicies {
  readonly source: PolicySource;
  readonly parsed: ParsedPolicies;
  /** Everything that is wrong: with files that are no text, then with what the texts say. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a source and parses it. Throws where there is nothing to read; what is wrong with the policies is returned. */
export async function readPolicies(ctx: RunContext, where: string, world: SourceWorld): Promise<ReadPolicies> {
  const source = await readPolicySource(ctx, where, world);
  return { source, ...(await parseSource(ctx, source)) };
}

/** Parses what was read. The parser is loaded here: whoever names a location by its root does not need it. */
export async function parseSource(
  ctx: RunContext,
  { files, unreadable }: Pick<PolicySource, 'files' | 'unreadable'>,
): Promise<Omit<ReadPolicies, 'source'>> {
  const { parsePolicies } = await import('../../policy/parse.ts');
  const parsed = parsePolicies(files, ctx.clock.now());
  const noTexts = unreadable.map(({ name, code, message }): Diagnostic => {
    return { severity: 'error', code, file: name, line: 1, column: 1, message, path: '' };
  });
  return { parsed, diagnostics: [...noTexts, ...parsed.diagnostics, ...(await referencedProblems(parsed))] };
}

/** What policies refer to is read where it stands among their texts; its reader is loaded when there is something to read. */
async function referencedProblems(parsed: ParsedPolicies): Promise<readonly Diagnostic[]> {
  const { hasReferences } = await import('../../policy/referenced/references-of.ts');
  if (!hasReferences(parsed)) return [];
  const { checkReferences } = await import('../../policy/referenced/check-references.ts');
  return checkReferences(parsed);
}
