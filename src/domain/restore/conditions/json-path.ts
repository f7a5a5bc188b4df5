/** A step into a value: a field by name, an element by number, or all elements (`*`). */
export type JsonPathStep = { readonly field: string } | { readonly index: number } | { readonly every: true };

/** A path of the subset that is read here. */
export type JsonPath = readonly JsonPathStep[];

const STEP = /^(?:\.([A-Za-z_][\w-]*)|\[(\d{1,6})\]|\[(\*)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]|(\.\*))/;

/**
 * Reads `.status.readyReplicas`, `{.status.conditions[0].type}`, `$.metadata.labels['app.kubernetes.io/name']`,
 * `.spec.containers[*].image`: fields, elements, all elements, as kubectl writes them. Filters, slices, recursion and
 * functions are not read. Undefined for anything else.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  const bare = text.trim().replace(/^\{(.*)\}$/s, '$1');
  let rest = bare.trim().replace(/^\$/, '');
  const steps: JsonPathStep[] = [];
  while (rest !== '') {
    const match = STEP.exec(rest);
    if (match === null) return undefined;
    const [whole, field, index, , single, double] = match;
    const quoted = single ?? double;
    if (field !== undefined) steps.push({ field });
    else if (index !== undefined) steps.push({ index: Number(index) });
    else if (quoted !== undefined) steps.push({ field: quoted.replaceAll(/\\(.)/gs, '$1') });
    else steps.push({ every: true });
    rest = rest.slice(whole.length);
  }
  return steps.length === 0 ? undefined : steps;
}

/** The values at a path, none where it leads nowhere; own fields only. */
export function valuesAt(value: unknown, path: JsonPath): readonly unknown[] {
  let values: readonly unknown[] = [value];
  for (const step of path) values = values.flatMap((one) => below(one, step));
  return values;
}

function below(value: unknown, step: JsonPathStep): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('every' in step) return Array.isArray(value) ? (value as unknown[]) : Object.values(value);
  if ('index' in step) return Array.isArray(value) && step.index < value.length ? [value[step.index] as unknown] : [];
  const { field } = step;
  return !Array.isArray(value) && Object.hasOwn(value, field) ? [(value as Record<string, unknown>)[field]] : [];
}
