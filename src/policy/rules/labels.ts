import { type Finding, invalid, invalidKey, type Path, quoted } from '../finding.ts';
import type { LabelRequirementDocument, LabelSelectorDocument } from '../generated/documents.ts';

const NAME = /^[A-Za-z0-9]([-\w.]*[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** What labels look like, for whoever wrote what is none. */
export const LABELS_HINT =
  'Write it as in team=shop or example.com/team=shop; values have at most 63 letters, digits, -, _ and dots.';

/** Why a text is no label key, in words that follow it (Kubernetes: "Labels and Selectors"); undefined where it is one. */
export function labelKeyFault(key: string): string | undefined {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (prefix !== undefined && (prefix.length > 253 || !PREFIX.test(prefix)))
    return 'has a prefix that is not a DNS name';
  if (name.length > 63) return `has a name of ${name.length} characters; at most 63`;
  return NAME.test(name) ? undefined : 'is not a label key: letters, digits, dashes, dots and underscores';
}

/** Why a text is no label value, in words that follow it; undefined where it is one. */
export function labelValueFault(value: string): string | undefined {
  if (value.length > 63) return `has ${value.length} characters; at most 63`;
  return value === '' || NAME.test(value)
    ? undefined
    : 'is not a label value: letters, digits, dashes, dots and underscores';
}

/** Faults of a map of labels. */
export function checkLabels(labels: Readonly<Record<string, string>> | undefined, path: Path): Finding[] {
  const findings: Finding[] = [];
  for (const [key, value] of Object.entries(labels ?? {})) {
    const keyFault = labelKeyFault(key);
    const valueFault = labelValueFault(value);
    if (keyFault !== undefined) findings.push(invalidKey([...path, key], `${quoted(key)} ${keyFault}`));
    if (valueFault !== undefined) findings.push(invalid([...path, key], `${quoted(value)} ${valueFault}`));
  }
  return findings;
}

/** Faults of a label selector: keys, values, and how many values an operator takes. */
export function checkLabelSelector(selector: LabelSelectorDocument | undefined, path: Path): Finding[] {
  const requirements = selector?.matchExpressions ?? [];
  return [
    ...checkLabels(selector?.matchLabels, [...path, 'matchLabels']),
    ...requirements.flatMap((requirement, i) => checkRequirement(requirement, [...path, 'matchExpressions', i])),
  ];
}

function checkRequirement({ key, operator, values = [] }: LabelRequirementDocument, path: Path): Finding[] {
  const findings: Finding[] = [];
  const keyFault = labelKeyFault(key);
  if (keyFault !== undefined) findings.push(invalid([...path, 'key'], `${quoted(key)} ${keyFault}`));
  const takesValues = operator === 'In' || operator === 'NotIn';
  if (takesValues && values.length === 0)
    findings.push(invalid([...path, 'values'], `${operator} needs at least one value`));
  if (!takesValues && values.length > 0) findings.push(invalid([...path, 'values'], `${operator} takes no values`));
  const faulty = values.flatMap((value, i) => {
    const fault = labelValueFault(value);
    return fault === undefined ? [] : [invalid([...path, 'values', i], `${quoted(value)} ${fault}`)];
  });
  return [...findings, ...faulty];
}
