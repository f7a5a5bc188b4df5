/** The names that a template may hold in double braces. */
export const TEMPLATE_NAMES = [
  'action',
  'backup',
  'cluster',
  'errors',
  'event',
  'exitCode',
  'headline',
  'hint',
  'job',
  'location',
  'message',
  'namespace',
  'phase',
  'policy',
  'reason',
  'restore',
  'runId',
  'scheduledFor',
  'summary',
  'warnings',
] as const;

/** One of those names. */
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** The text that each name stands for; empty for what a run has none of. */
export type TemplateValues = Readonly<Record<TemplateName, string>>;

const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The names in a template that stand for nothing. */
export function unknownNames(body: string): string[] {
  const names = [...body.matchAll(PLACE)].map(([, name = '']) => name);
  return names.filter((name) => !isTemplateName(name));
}

/**
 * The template with its names replaced, once: what a value holds is never a template. In JSON a value is written so that
 * it stays inside the quotes that stand around it.
 */
export function fillTemplate(body: string, values: TemplateValues, contentType: string): string {
  const isJson = /[/+]json\b/i.test(contentType);
  return body.replaceAll(PLACE, (place, name: string) => {
    if (!isTemplateName(name)) return place;
    return isJson ? JSON.stringify(values[name]).slice(1, -1) : values[name];
  });
}

function isTemplateName(name: string): name is TemplateName {
  return (TEMPLATE_NAMES as readonly string[]).includes(name);
}
