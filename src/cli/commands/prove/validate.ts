import { resolve } from 'node:path';
import type { Diagnostic } from '../../../domain/diagnostic.ts';
import { RunError } from '../../../domain/problem.ts';
import { renderDiagnostics } from '../../../views/diagnostics.ts';
import { formatCount } from '../../../views/units.ts';
import type { Call } from '../../command.ts';
import { defineCommand } from '../../command.ts';
import { CLUSTER_OPTIONS, openCluster } from '../../compose.ts';
import { exitCodeOfProblem } from '../../exit-code.ts';
import { parseSource } from '../../policies/read-policies.ts';
import { type PolicySource, readPolicySource } from '../../policy-sources.ts';

const OPTIONS = {
  output: {
    type: 'choice',
    short: 'o',
    choices: ['text', 'json', 'github'],
    default: 'text',
    description: 'How to print problems; github: annotations of a workflow',
  },
  strict: { type: 'boolean', default: false, description: 'Take warnings for errors' },
  ...CLUSTER_OPTIONS,
} as const;

const POSITIONALS = {
  where: {
    required: true,
    variadic: true,
    complete: 'file',
    description: 'Folders, files, - for standard input, configmap:<namespace>/<name>',
  },
} as const;

/** `lifeboat validate <where>…`. */
export const validate = defineCommand({
  name: 'validate',
  summary: 'Check policies, without a cluster',
  description:
    'Tells all problems at once, with file, line and column. What is named together is checked together: a policy may refer to a location in another file. Exits with 78 when there are errors.',
  examples: [
    { title: 'A folder of policies', line: 'validate ./policies' },
    { title: 'What a pipeline is about to apply', line: 'validate - < rendered.yaml' },
    { title: 'In a GitHub workflow', line: 'validate ./policies -o github --strict' },
  ],
  positionals: POSITIONALS,
  options: OPTIONS,
  run: async (call) => {
    const { io, ctx, options, positionals } = call;
    const read = await readTogether(call);
    const { parsed, diagnostics } = await parseSource(ctx, read);
    if (parsed.found.length === 0 && diagnostics.length === 0) {
      throw new RunError('policy-not-found', `There is no policy in ${positionals.where.join(', ')}`, {
        hint: read.ignored.length === 0 ? undefined : `Only .yaml, .yml and .json are read, not ${list(read.ignored)}.`,
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

/** Everything that the call names, each file once, however often it is named. */
async function readTogether(
  call: Call<typeof OPTIONS, typeof POSITIONALS>,
): Promise<Pick<PolicySource, 'files' | 'unreadable' | 'ignored'>> {
  const { io, ctx, options, positionals, redactor } = call;
  const sources: PolicySource[] = [];
  for (const where of positionals.where) {
    sources.push(await readPolicySource(ctx, where, { io, openCluster: () => openCluster(ctx, options, redactor) }));
  }
  const once = <File extends { readonly name: string }>(files: readonly File[]): File[] => [
    ...new Map(files.map((file) => [resolve(io.cwd, file.name), file])).values(),
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
