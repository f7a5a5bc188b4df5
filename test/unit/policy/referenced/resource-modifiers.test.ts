import { describe, expect, it } from 'vitest';
import { readResourceModifiers } from '../../../../src/policy/referenced/resource-modifiers.ts';
import { fileSource } from '../../../../src/policy/source/text-source.ts';
import { formatDiagnostic } from '../../../../src/views/diagnostics.ts';

function read(text: string) {
  const name = 'configmap:velero/modifiers/rules.yaml';
  return readResourceModifiers({ name, source: fileSource(name, text), sha256: 'f'.repeat(64) });
}

const problemsOf = (text: string) =>
  read(text).diagnostics.map((one) => formatDiagnostic(one).replace('configmap:velero/modifiers/rules.yaml:', ''));

const rule = (inside: string) =>
  `version: v1\nresourceModifierRules:\n- conditions: {groupResource: pods}\n  ${inside}\n`;

function valueOf(written: string): unknown {
  const { value } = read(rule(`patches: [{operation: add, path: /a, value: ${written}}]`));
  const patch = value?.rules[0]?.patch;
  return patch?.kind === 'json' ? patch.operations[0]?.value : undefined;
}

/** The examples of Velero's own page (`restore-resource-modifiers.md`). */
const VELERO_EXAMPLES = [
  `version: v1
resourceModifierRules:
- conditions:
    groupResource: persistentvolumeclaims
    resourceNameRegex: "^mysql.*$"
    namespaces:
    - bar
    - foo
    labelSelector:
      matchLabels:
        foo: bar
  patches:
  - operation: replace
    path: "/spec/storageClassName"
    value: "premium"
  - operation: remove
    path: "/metadata/labels/test"
`,
  `version: v1
resourceModifierRules:
- conditions:
    groupResource: pods
    namespaces:
    - ns1
  mergePatches:
  - patchData: |
      {
        "metadata": {
          "annotations": {
            "foo": null
          }
        }
      }
`,
  `version: v1
resourceModifierRules:
- conditions:
    groupResource: pods
    resourceNameRegex: "^my-pod$"
    namespaces:
    - ns1
  strategicPatches:
  - patchData: |
      {
        "spec": {
          "containers": [
            {
              "name": "nginx",
              "image": "repo2/nginx"
            }
          ]
        }
      }
`,
  `version: v1
resourceModifierRules:
- conditions:
    groupResource: persistentvolumeclaims.storage.k8s.io
    matches:
    - path: "/spec/storageClassName"
      value: "premium"
  patches:
  - operation: add
    path: /metadata/labels/x
    value: '"1"'
`,
];

describe('readResourceModifiers', () => {
  it.each(VELERO_EXAMPLES)('takes what works in Velero as it is (%#)', (text) => {
    const { diagnostics, value } = read(text);

    expect(diagnostics).toEqual([]);
    expect(value?.rules).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ['"1"', 1],
    ['1', 1],
    [`'"1"'`, '1'],
    ['"1.5"', 1.5],
    ['"true"', true],
    ['true', true],
    ['yes', true],
    ['off', false],
    ['"yes"', 'yes'],
    [`'"true"'`, 'true'],
    ['"null"', null],
    [`'"null"'`, 'null'],
    ['010', 8],
    ['0x1F', 31],
    ['1_000', 1000],
    ['premium', 'premium'],
    ['""', ''],
    [`'{"a": [1, "b"]}'`, { a: [1, 'b'] }],
    [`'[]'`, []],
    [`'one\\ntwo'`, 'one\ntwo'],
    [`'say \\"it\\"'`, 'say "it"'],
    ['2026-11-21', '2026-11-21'],
    ['1.2.3', '1.2.3'],
    ['"-"', '-'],
  ])('reads value: %s as Velero does', (written, expected) => {
    expect(valueOf(written)).toEqual(expected);
  });

  it('keeps the digits of numbers', () => {
    expect(JSON.stringify(valueOf('"9223372036854775807"'))).toBe('9223372036854775807');
    expect(JSON.stringify(valueOf(`'{"a":1.10}'`))).toBe('{"a":1.10}');
  });

  it.each([
    ['null', 'has no value; for null write "null", for the empty text ""'],
    ['"True"', 'is true in no spelling of JSON (did you mean true?)'],
    [`'{"a":'`, 'looks like JSON, and is none'],
    ['"+1"', 'is a number that JSON cannot say; quote it twice to have the text'],
    ['"Infinity"', 'is a number that JSON cannot say'],
    [`'say "it"'`, 'is no text of JSON; put a backslash before each quote'],
    ['[a, b]', 'is a list; it must be a text'],
  ])('refuses value: %s where Velero would fail with every object, or set something else', (written, words) => {
    const [problem] = problemsOf(rule(`patches: [{operation: add, path: /a, value: ${written}}]`));

    expect(problem).toContain('resourceModifierRules[0].patches[0].value');
    expect(problem).toContain(words);
  });

  it('tells every problem at once, each with its line and column', () => {
    const problems = problemsOf(`version: v2
resourceModifierRules:
- conditions:
    groupResource: ""
    namespaces: ["a["]
    resourceNameRegex: "(a"
    matches: [{path: spec, value: x}]
  patches:
  - {operation: delete, path: /a}
  - {operation: move, path: /a}
  mergePatches:
  - patchData: "- a"
- conditions: {groupResource: pods}
`);

    expect(problems).toEqual([
      '1:10: error: version: unsupported resource modifier version "v2" (did you mean v1?)',
      '4:20: error: resourceModifierRules[0].conditions.groupResource: groupResource cannot be empty',
      '5:18: error: resourceModifierRules[0].conditions.namespaces[0]: "a[" has a [ without its end',
      '6:24: error: resourceModifierRules[0].conditions.resourceNameRegex: "(a" is no regular expression of RE2: error parsing regexp: missing closing ): `(a`',
      '7:22: error: resourceModifierRules[0].conditions.matches[0].path: "spec" is no JSON pointer (RFC 6901) (did you mean /spec?)',
      '9:17: error: resourceModifierRules[0].patches[0].operation: unsupported operation "delete"',
      '10:5: error: resourceModifierRules[0].patches[1]: move needs a from',
      '11:3: error: resourceModifierRules[0].mergePatches: only one of patches, mergePatches, strategicPatches can be specified',
      '12:16: error: resourceModifierRules[0].mergePatches[0].patchData: is no map',
      '13:3: error: resourceModifierRules[1]: has no patch: one of patches, mergePatches, strategicPatches',
    ]);
  });

  it.each([
    [
      'version: v1\nresourceModifierRules: []\n',
      '2:24: error: resourceModifierRules: resource modifier rules cannot be empty',
    ],
    ['version: v1\n', '1:1: error: resourceModifierRules is missing'],
    [
      'version: v1\nresourceModifierRules:\n- condition: {groupResource: pods}\n',
      'there is no field "condition" here (did you mean conditions?)',
    ],
    ['a: [', 'error: '],
    ['', '1:1: error: holds no document'],
    ['version: v1\n---\nversion: v1\n', '2:1: error: holds more than one document, of which Velero reads one'],
    ['version: v1\nversion: v1\n', 'version is there already'],
  ])('refuses %j', (text, words) => {
    expect(problemsOf(text).join('\n')).toContain(words);
  });

  it.each<[string, string, boolean]>([
    ['deployments.apps', 'deployments.apps', true],
    ['*', 'pods', true],
    ['*', 'deployments.apps', false],
    ['*.apps', 'deployments.apps', true],
    ['*.*', 'deployments.apps', true],
    ['**', 'widgets.example.com', true],
    ['{pods,services}', 'services', true],
    ['pod?', 'pods', true],
    ['[!p]*', 'pods', false],
    ['Pods', 'pods', false],
  ])('groupResource %s and %s', (pattern, type, expected) => {
    const { value } = read(
      `version: v1\nresourceModifierRules: [{conditions: {groupResource: '${pattern}'}, patches: [{operation: remove, path: /a}]}]`,
    );

    expect(value?.rules[0]?.conditions.isType(type)).toBe(expected);
  });

  it('reads patch data as YAML 1.1, with exact numbers', () => {
    const { value } = read(
      rule('mergePatches: [{patchData: "a: 9223372036854775807\\nb: yes\\nc: 1.0\\nd: ~\\ne: 010\\nf: on the way"}]'),
    );

    expect(JSON.stringify(value?.rules[0]?.patch)).toBe(
      '{"kind":"merge","patches":[{"a":9223372036854775807,"b":true,"c":1.0,"d":null,"e":8,"f":"on the way"}]}',
    );
  });
});
