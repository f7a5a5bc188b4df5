import { nearestName } from '../../../domain/nearest-name.ts';
import { RunError } from '../../../domain/problem.ts';
import type { UnknownField } from '../../../policy/fields/explain-field.ts';
import type { Schema } from '../../../policy/fields/schema.ts';
import { defineCommand } from '../../command.ts';
import { POLICY_SCHEMAS } from './policy-schemas.ts';

/** The kinds of policies, by name. */
const KINDS = Object.keys(POLICY_SCHEMAS);

/** `lifeboat explain <field>`. */
export const explain = defineCommand({
  name: 'explain',
  summary: 'Explain a field of a policy: what it takes, its default, an example',
  description:
    'In the shape of kubectl explain, from the published schemas; needs no cluster. Lists are stepped into without a word, and kinds may be written in lower case.',
  examples: [
    { title: 'What a policy can say', line: 'explain BackupPolicy.spec' },
    { title: 'One field of it', line: 'explain BackupPolicy.spec.retention.minGood' },
    { title: 'A field of each entry of a list', line: 'explain backuppolicy.spec.hooks.resources.pre' },
  ],
  positionals: {
    field: { required: true, description: `A kind (${KINDS.join(', ')}), and a path in it`, complete: completeField },
  },
  run: async ({ io, positionals }) => {
    const { kind, path } = readPath(positionals.field);
    const [{ explainField }, { renderPolicyField }] = await Promise.all([
      import('../../../policy/fields/explain-field.ts'),
      import('../../help/field-page.ts'),
    ]);
    const explained = explainField({ kind, schema: await schemaOf(kind), path });
    if (!explained.ok) throw noSuchField(kind, explained.error);
    io.stdout.write(renderPolicyField(explained.value));
    return 0;
  },
});

/** `BackupPolicy.spec.hooks[0].name` → the kind and `spec`, `hooks`, `name`. */
function readPath(text: string): { readonly kind: string; readonly path: readonly string[] } {
  const [first = '', ...steps] = text.split('.');
  const kind = KINDS.find((known) =>
    [known, pluralOf(known)].some((word) => word.toLowerCase() === first.toLowerCase()),
  );
  const path = steps.map((step) => step.replace(/\[\d*\]$/, '')).filter((step) => step !== '');
  if (kind !== undefined) return { kind, path };
  const nearest = nearestName(first, KINDS);
  throw new RunError('usage', `There is no kind of policy ${JSON.stringify(first)}`, {
    hint:
      nearest === undefined ? `The kinds are ${KINDS.join(', ')}.` : `Did you mean ${[nearest, ...steps].join('.')}?`,
  });
}

function pluralOf(kind: string): string {
  return kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

function noSuchField(kind: string, { path, unknown, known, nearest }: UnknownField): RunError {
  const fields = known.length === 0 ? 'It has no fields.' : `Its fields are ${known.join(', ')}.`;
  return new RunError('usage', `${[kind, ...path].join('.')} has no field ${JSON.stringify(unknown)}`, {
    hint: nearest === undefined ? fields : `Did you mean ${[kind, ...nearest].join('.')}?`,
  });
}

async function schemaOf(kind: string): Promise<Schema> {
  const load = POLICY_SCHEMAS[kind];
  if (load === undefined) throw new RunError('internal', `${kind} has no schema`);
  return load();
}

/** Kinds, and after a full stop the paths that begin so: one step at a time. */
async function completeField(typed: string): Promise<readonly string[]> {
  const kind = KINDS.find((known) => typed.startsWith(`${known}.`));
  if (kind === undefined) return KINDS;
  const { pathsOf } = await import('../../../policy/fields/explain-field.ts');
  const depth = typed.split('.').length - 1;
  const paths = pathsOf(await schemaOf(kind)).filter((path) => path.length === depth);
  return paths.map((path) => [kind, ...path].join('.'));
}
