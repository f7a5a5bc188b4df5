import { describe, expect, it } from 'vitest';
import { parsePolicies } from '../../../../src/policy/parse.ts';
import { checkReferences } from '../../../../src/policy/referenced/check-references.ts';
import { hasReferences } from '../../../../src/policy/referenced/references-of.ts';
import { formatDiagnostic } from '../../../../src/views/diagnostics.ts';

const LOCATION =
  'apiVersion: lifeboat.dev/v1alpha1\nkind: StorageLocation\nmetadata: {name: main}\nspec: {filesystem: {path: /b}}\n';

const backup = (fields: string) =>
  `apiVersion: lifeboat.dev/v1alpha1\nkind: BackupPolicy\nmetadata: {name: nightly}\nspec: {storageLocation: main, ${fields}}\n`;

const configMap = (data: object, name = 'rules') =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });

function check(...texts: readonly string[]) {
  const files = texts.map((text, i) => ({ name: `${i}.yaml`, text }));
  const parsed = parsePolicies([{ name: 'l', text: LOCATION }, ...files], new Date(0));
  return { problems: checkReferences(parsed).map(formatDiagnostic), hasReferences: hasReferences(parsed) };
}

const NAMING = backup('resourcePolicy: {kind: configmap, name: rules}');

describe('checkReferences', () => {
  it('has nothing against a ConfigMap that is sound, or that nobody names', () => {
    const sound = configMap({ 'p.yaml': 'version: v1' });

    expect(check(NAMING, sound)).toEqual({ problems: [], hasReferences: true });
    expect(check(NAMING, configMap({ 'p.yaml': 'version: v9' }, 'others'))).toEqual({
      problems: [],
      hasReferences: false,
    });
    expect(check(NAMING)).toEqual({ problems: [], hasReferences: false });
  });

  it('tells breaches of schema and of rules at once, each at its place, and nothing that only follows', () => {
    const policies = `version: v9
volumePolicies:
- conditions: {capacity: "9,1", storageClas: [a]}
  action: {type: skp}
- conditions: {capacity: [1]}
  action: skip
- conditions: {csi: {driver: 5, volumeAttributes: {a: b}}}
  action: {type: skip}
includeExcludePolicy: {excludedNamespaceScopedResources: [5, "*"]}
`;
    const modifiers = `version: v9
resourceModifierRules:
- conditions: {resourceNameRegex: "(a"}
- conditions: {groupResource: pods, labelSelector: {matchExpressions: [5, {key: -a, operator: Exists, values: [7, -b]}]}}
  patches: [{operation: remove}, {operation: delete, path: /a}]
- conditions: {groupResource: "", namespaces: team}
  patchs: [{operation: remove, path: /a}]
`;
    const restore =
      'apiVersion: lifeboat.dev/v1alpha1\nkind: RestorePolicy\nmetadata: {name: back}\nspec: {storageLocation: main, backupName: b, resourceModifier: {kind: ConfigMap, name: rules}}\n';
    const indent = (text: string) => text.replaceAll(/^(?=.)/gm, '    ');
    const manifest = (text: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: rules}\ndata:\n  rules.yaml: |\n${indent(text)}`;
    const shortOf = (problems: readonly string[]) =>
      problems.map((problem) => /data\["rules\.yaml"\]:(\d+:\d+)\): error: ([^:]*)/.exec(problem)?.slice(1).join(' '));

    expect(shortOf(check(NAMING, manifest(policies)).problems)).toEqual([
      '1:10 version',
      '3:26 volumePolicies[0].conditions.capacity',
      '3:33 volumePolicies[0].conditions.storageClas',
      '4:18 volumePolicies[0].action.type',
      '5:26 volumePolicies[1].conditions.capacity',
      '6:11 volumePolicies[1].action',
      '7:30 volumePolicies[2].conditions.csi.driver',
      '9:59 includeExcludePolicy.excludedNamespaceScopedResources[0]',
      '9:62 includeExcludePolicy.excludedNamespaceScopedResources[1]',
    ]);
    expect(shortOf(check(restore, manifest(modifiers)).problems)).toEqual([
      '1:10 version',
      '3:3 resourceModifierRules[0].conditions',
      '4:72 resourceModifierRules[1].conditions.labelSelector.matchExpressions[0]',
      '4:81 resourceModifierRules[1].conditions.labelSelector.matchExpressions[1].key',
      '4:112 resourceModifierRules[1].conditions.labelSelector.matchExpressions[1].values[0]',
      '4:115 resourceModifierRules[1].conditions.labelSelector.matchExpressions[1].values[1]',
      '5:13 resourceModifierRules[1].patches[0]',
      '5:46 resourceModifierRules[1].patches[1].operation',
      '6:31 resourceModifierRules[2].conditions.groupResource',
      '6:47 resourceModifierRules[2].conditions.namespaces',
      '7:3 resourceModifierRules[2].patchs',
    ]);
  });

  it('tells what is wrong with one that is named', () => {
    expect(check(NAMING, configMap({ 'p.yaml': 'version: v9' })).problems).toEqual([
      expect.stringContaining('incompatible version number "v9" with supported version v1'),
    ]);
    expect(check(NAMING, configMap({ a: '', b: '' })).problems).toEqual([
      expect.stringContaining('illegal resource policies rules configmap'),
    ]);
  });

  it('tells it also where the policy has faults of its own', () => {
    const faulty = backup("includedNamespaces: ['x{a}'], resourcePolicy: {kind: configmap, name: rules}");

    expect(check(faulty, configMap({ 'p.yaml': 'version: v9' })).problems).toEqual([
      expect.stringContaining('incompatible version number "v9"'),
    ]);
  });

  it('finds it among the texts of a rendered ConfigMap of policies, and tells its place in the rendering', () => {
    const indent = (text: string) => text.replaceAll(/^(?=.)/gm, '    ');
    const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: rules}\ndata:\n  p.yaml: |\n    version: v9\n';
    const rendered = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: lifeboat-policies}\ndata:\n  n.yaml: |\n${indent(NAMING)}  rules.yaml: |\n${indent(manifest)}`;

    expect(check(rendered).problems).toEqual([
      expect.stringMatching(/^0\.yaml:16:18 \(data\["p\.yaml"\]:1:10\): error: version: incompatible version/),
    ]);
  });

  it('looks at priorities of versions, which nobody has to name', () => {
    const priorities = configMap({ restoreResourcesVersionPriority: 'jobs.batch' }, 'enableapigroupversions');

    const { problems, hasReferences: isRead } = check(priorities);

    expect(isRead).toBe(true);
    expect(problems).toEqual([expect.stringContaining('"jobs.batch" is no type with its versions')]);
  });

  it('has nothing to do with templates of manifests that other programs keep', () => {
    const template = configMap(
      { 'm.tpl': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {{ .Name }}\n  a: [' },
      'templates',
    );

    expect(parsePolicies([{ name: 'a', text: template }], new Date(0)).diagnostics).toEqual([]);
  });

  it('tells where it cannot stand beside the older filters of its policy', () => {
    const old = backup('includedResources: [pods], resourcePolicy: {kind: configmap, name: rules}');
    const policy = configMap({
      'p.yaml': 'version: v1\nincludeExcludePolicy: {excludedNamespaceScopedResources: [a]}',
    });

    expect(check(old, policy).problems).toEqual([
      expect.stringContaining('0.yaml:1:1: error: include-resources, exclude-resources and include-cluster-resources'),
    ]);
  });

  it('is asked about ConfigMaps alone: Velero passes over any other kind without a word', () => {
    const parsed = parsePolicies(
      [{ name: 'p', text: `${LOCATION}---\n${backup('resourcePolicy: {kind: Secret, name: rules}')}` }],
      new Date(0),
    );

    expect(parsed.diagnostics.map(formatDiagnostic)).toEqual([
      'p:9:54: error: spec.resourcePolicy.kind: must be ConfigMap, not "Secret" (did you mean ConfigMap?)',
    ]);
  });
});
