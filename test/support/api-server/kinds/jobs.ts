import type { FieldProblem } from '../api/status-error.ts';
import { type ApiObject, withContent } from '../objects/api-object.ts';
import { objectAt } from '../objects/fields.ts';
import { encodeJson, type JsonObject, withFields } from '../objects/json.ts';

const UID_LABEL = 'batch.kubernetes.io/controller-uid';

/** A new Job with the selector and labels that the server makes from its UID, unless it brings its own on purpose. */
export function completeJob(job: ApiObject): ApiObject {
  const spec = objectAt(job, 'spec');
  if (spec['manualSelector'] === true) return job;
  const selector = objectAt(spec, 'selector');
  const template = objectAt(spec, 'template');
  const metadata = objectAt(template, 'metadata');
  const labels = withFields(ownLabels(job), objectAt(metadata, 'labels'));
  const matchLabels = withFields({ [UID_LABEL]: job.metadata.uid }, objectAt(selector, 'matchLabels'));
  const named = { ...template, metadata: { ...metadata, labels: sorted(labels) } };
  return withContent(job, { spec: { ...spec, selector: { ...selector, matchLabels }, template: named } });
}

/** What is wrong with a new Job that brings selector or labels of another one. */
export function jobProblems(job: ApiObject): FieldProblem[] {
  const spec = objectAt(job, 'spec');
  if (spec['manualSelector'] === true) return [];
  const labels = objectAt(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels');
  const shown = encodeJson(labels, 'sorted');
  const problems = Object.entries(ownLabels(job)).flatMap(([key, own]) => {
    const field = `spec.template.metadata.labels[${key}]`;
    return labels[key] === own ? [] : [invalid(field, `Invalid value: ${shown}: must be '${own}'`)];
  });
  const selector = objectAt(spec, 'selector');
  const wanted = Object.entries(objectAt(selector, 'matchLabels'));
  if (wanted.length !== 1 || wanted[0]?.[1] !== job.metadata.uid) {
    const value = encodeJson(selector, 'sorted');
    problems.push(invalid('spec.selector', `Invalid value: ${value}: \`selector\` not auto-generated`));
  }
  if (wanted.some(([key, value]) => labels[key] !== value)) {
    const why = '`selector` does not match template `labels`';
    problems.push(invalid('spec.template.metadata.labels', `Invalid value: ${shown}: ${why}`));
  }
  return problems;
}

function ownLabels({ metadata: { uid = '', name = '' } }: ApiObject): Readonly<Record<string, string>> {
  return { 'controller-uid': uid, 'job-name': name, [UID_LABEL]: uid, 'batch.kubernetes.io/job-name': name };
}

function sorted(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function invalid(field: string, message: string): FieldProblem {
  return { field, reason: 'FieldValueInvalid', message };
}
