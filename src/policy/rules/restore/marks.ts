import { conflict, type Finding, invalid, invalidKey, quoted } from '../../finding.ts';
import type { RestorePolicySpec } from '../../generated/documents.ts';
import { checkLabels, labelKeyFault } from '../labels.ts';

/** Keys and values of all annotations together, in characters: a result, which must fit into a ConfigMap, has them twice. */
const LONGEST_ANNOTATIONS = 16_384;

/** Keys by which Lifeboat finds its own objects, and GitOps tools theirs: a result has those of its own. */
const RESERVED = /^(app\.kubernetes\.io\/managed-by$|([^/]*\.)?(lifeboat\.dev|argocd\.argoproj\.io|fluxcd\.io)\/)/;

/** Labels and annotations of a restore: such as Kubernetes takes, and none that a result has itself. */
export function checkMarks({ metadata = {} }: RestorePolicySpec): Finding[] {
  const { labels = {}, annotations = {} } = metadata;
  const path = ['spec', 'metadata', 'annotations'];
  const reserved = (['labels', 'annotations'] as const).flatMap((field) =>
    Object.keys(metadata[field] ?? {})
      .filter((key) => RESERVED.test(key))
      .map((key) => conflict(['spec', 'metadata', field, key], `${quoted(key)} is kept for Lifeboat and GitOps tools`)),
  );
  const faulty = Object.keys(annotations).flatMap((key) => {
    const fault = labelKeyFault(key);
    return fault === undefined ? [] : [invalidKey([...path, key], `${quoted(key)} ${fault}`)];
  });
  const length = Object.entries(annotations).reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  const words = `have ${length} characters together; at most ${LONGEST_ANNOTATIONS}`;
  return [
    ...checkLabels(labels, ['spec', 'metadata', 'labels']),
    ...faulty,
    ...reserved,
    ...(length > LONGEST_ANNOTATIONS ? [invalid(path, words)] : []),
  ];
}
