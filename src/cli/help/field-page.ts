import type { PolicyField, PolicyFieldSummary } from '../../policy/fields/policy-field.ts';
import { renderYaml } from '../../views/yaml-document.ts';
import { joinBlocks } from './command-help.ts';
import { PAGE_WIDTH } from './flag-rows.ts';
import { wrap } from './wrap.ts';

const INDENT = '    ';

/** A field of a policy in the shape of `kubectl explain`, with what it takes, its default and examples of it. */
export function renderPolicyField(field: PolicyField): string {
  const { kind, apiVersion, path, type, isRequired, description, choices, limits, oneOf, examples, fields } = field;
  const name = path.at(-1);
  const title = name === undefined ? [] : [`FIELD: ${name} <${type}>${isRequired ? ' -required-' : ''}`];
  const blocks = [
    [`KIND:     ${kind}`, `VERSION:  ${apiVersion}`],
    title,
    section('DESCRIPTION:', wrap(description, PAGE_WIDTH - INDENT.length)),
    section('VALUES:', choices.map(String)),
    section('LIMITS:', limits),
    section('DEFAULT:', field.default === undefined ? [] : [JSON.stringify(field.default)]),
    ...examples.map((example) => section('EXAMPLE:', exampleLines(name, example))),
    section('EXACTLY ONE OF:', oneOf.length === 0 ? [] : [oneOf.join(', ')]),
    fields.length === 0 ? [] : ['FIELDS:', ...fields.flatMap(summaryLines)],
  ];
  return joinBlocks(blocks);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `${INDENT}${line}`.trimEnd())];
}

/** As it stands in a policy: with its name before it. */
function exampleLines(name: string | undefined, example: unknown): string[] {
  return renderYaml(name === undefined ? example : { [name]: example })
    .trimEnd()
    .split('\n');
}

/** The first sentence says what it is; the others are on its own page. */
function summaryLines({ name, type, description, isRequired }: PolicyFieldSummary): string[] {
  const [first = ''] = /^.*?[.](?= |$)/.exec(description) ?? [description];
  const head = `  ${name} <${type}>${isRequired ? ' -required-' : ''}`;
  return [head, ...wrap(first, PAGE_WIDTH - INDENT.length).map((line) => `${INDENT}${line}`)];
}
