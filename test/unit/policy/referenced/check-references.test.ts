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
