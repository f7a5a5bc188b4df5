import { resolve } from 'node:path';
import type { Diagnostic } from '../../../domain/diagnostic.ts';
import { RunError } from '../../../domain/problem.ts';
import { renderDiagnostics } from '../../../views/diagnostics.ts';
import { formatCount } from '../../../views/units.ts';
import type { Call } from '../../command.ts';
import { defineCommand } from '../../command.ts';
import { CLUSTER_OPTIONS, openCluster } from '../../compose.ts';
import { exitCodeOfProblem } from '../../exit-code.ts';
import { parseSource, POLICIES_OPTION } from '../../policies/read-policies.ts';
import { DEFAULT_POLICIES, type PolicySource, readPolicySource } from '../../policy-sources.ts';

const OPTIONS = {
  output: {
    type: 'choice',
    short: 'o',
    choices: ['text', 'json', 'github'],
    default: 'text',
    description: 'How to print problems; github: annotations of a workflow',
  },
  strict: { type: 'boolean', default: false, description: 'Take warnings for errors' },
  policies: POLICIES_OPTION,
  ...CLUSTER_OPTIONS,
} as const;

const POLICY_HINT = 'Name files or folders with documents of apiVersion lifeboat.dev/v1alpha1 or velero.io/v1.';

const POSITIONALS = {
  where: {
    variadic: true,
    complete: 'file',
    description: 'Folders, files, - for standard input, configmap:<namespace>/<name>; beside --policies, or instead',
  },
} as const;

/** A call of `lifeboat validate`. */
type ValidateCall = Call<typeof OPTIONS, typeof POSITIONALS>;

/** `lifeboat validate [<where>…]`. */
export const validate = defineCommand({
  name: 'validate',
  summary: 'Check policies, without a cluster',
  description:
    'Tells all problems at once, with file, line and column. What is named together is checked together: a policy may refer to a location in another file. Exits with 78 when there are errors.',
  examples: [
    { title: 'A folder of policies', line: 'validate ./policies' },
    { title: 'What Jobs read in a cluster', line: 'validate --policies configmap:lifeboat/lifeboat-policies' },
    { title: 'What a pipeline is about to apply', line: 'validate - < rendered.yaml' },
    { title: 'In a GitHub workflow', line: 'validate ./policies -o github --strict' },
  ],
  positionals: POSITIONALS,
  options: OPTIONS,
  run: async (call) => {
    const { io, ctx, options } = call;
    const read = await readTogether(call);
    const { parsed, diagnostics } = await parseSource(ctx, read);
    if (parsed.found.length === 0 && diagnostics.length === 0) {
      throw new RunError('policy-not-found', `There is no policy in ${placesOf(call).join(', ')}`, {
        hint:
          read.ignored.length === 0 ? POLICY_HINT : `Only .yaml, .yml and .json are read, not ${list(read.ignored)}.`,
      });
    }
    const text = io.stdout.isTerminal ? 'terminal' : 'plain';
    const style = options.output === 'text' ? text : options.output;
    io.stdout.write(renderDiagnostics(diagnostics, { style, sources: read.files }));
    const [errors, warnings] = [count(diagnostics, 'error'), count(diagnostics, 'warning')];
    const found = `${formatCount(parsed.found.length, 'document')} in ${formatCount(read.files.length, 'file')}`;
    io.stderr.write(`${found}: ${formatCount(errors, 'error')}, ${formatCount(warnings, 'warning')}\n`);
    return errors > 0 || (options.strict && warnings > 0) ? exitCodeOfProblem('policy-invalid') : 0;
  },
});

/** Where to look: what is named, and what `--policies` names; its variable and its default where neither is said. */
function placesOf({ options, positionals: { where }, given }: ValidateCall): readonly string[] {
  const isFlag = given.get('policies')?.startsWith('--') === true;
  return isFlag || where.length === 0 ? [...where, options.policies] : where;
}

async function readPlace({ io, ctx, options, given, redactor }: ValidateCall, where: string): Promise<PolicySource> {
  try {
    return await readPolicySource(ctx, where, { io, openCluster: () => openCluster(ctx, options, redactor) });
  } catch (error) {
    const isDefault = where === DEFAULT_POLICIES && !given.has('policies');
    if (!isDefault || !(error instanceof RunError) || error.code !== 'policy-not-found') throw error;
    throw new RunError('usage', 'It is not said which policies to check', {
      hint: 'Name folders or files, - for standard input, or configmap:<namespace>/<name>.',
      cause: error,
    });
  }
}

/** Everything that the call names, each file once, however often it is named. */
async function readTogether(call: ValidateCall): Promise<Pick<PolicySource, 'files' | 'unreadable' | 'ignored'>> {
  const sources: PolicySource[] = [];
  for (const where of placesOf(call)) sources.push(await readPlace(call, where));
  const once = <File extends { readonly name: string }>(files: readonly File[]): File[] => [
    ...new Map(files.map((file) => [resolve(call.io.cwd, file.name), file])).values(),
  ];
  return {
    files: once(sources.flatMap(({ files }) => files)),
    unreadable: once(sources.flatMap(({ unreadable }) => unreadable)),
    ignored: sources.flatMap(({ ignored }) => ignored),
  };
}

function count(diagnostics: readonly Diagnostic[], severity: Diagnostic['severity']): number {
  return diagnostics.filter((one) => one.severity === severity).length;
}

function list(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ');
}
