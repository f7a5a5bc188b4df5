import { describe, expect, it } from 'vitest';
import { formatPath } from '../../../../../src/policy/finding.ts';
import { checkMarks } from '../../../../../src/policy/rules/restore/marks.ts';

const problemsOf = (metadata: { labels?: Record<string, string>; annotations?: Record<string, string> }) =>
  checkMarks({ metadata }).map(({ path, message }) => `${formatPath(path)}: ${message}`);

describe('labels and annotations of a restore', () => {
  it('are such as Kubernetes takes', () => {
    const sound = { labels: { team: 'shop' }, annotations: { 'example.com/why': 'Because of OPS-1: any text.' } };

    expect(problemsOf(sound)).toEqual([]);
    expect(checkMarks({})).toEqual([]);
    expect(problemsOf({ labels: { team: 'a b' }, annotations: { '-': 'a' } })).toEqual([
      expect.stringContaining('spec.metadata.labels.team: "a b" is not a label value'),
      expect.stringContaining('spec.metadata.annotations.-: "-" is not a label key'),
    ]);
  });

  it.each([
    'app.kubernetes.io/managed-by',
    'lifeboat.dev/kind',
    'x.lifeboat.dev/a',
    'argocd.argoproj.io/sync-options',
    'kustomize.toolkit.fluxcd.io/prune',
  ])('never have the key %s, by which results and their keepers are found', (key) => {
    const path = `["${key}"]`;

    expect(problemsOf({ labels: { [key]: 'a' }, annotations: { [key]: 'a' } })).toEqual([
      `spec.metadata.labels${path}: "${key}" is kept for Lifeboat and GitOps tools`,
      `spec.metadata.annotations${path}: "${key}" is kept for Lifeboat and GitOps tools`,
    ]);
  });

  it('fit into a result', () => {
    expect(problemsOf({ annotations: { a: 'b'.repeat(16_384) } })).toEqual([
      'spec.metadata.annotations: have 16385 characters together; at most 16384',
    ]);
  });
});
