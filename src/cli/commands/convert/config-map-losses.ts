import type { Diagnostic } from '../../../domain/diagnostic.ts';
import { parsePolicies } from '../../../policy/parse.ts';
import { checkReferences } from '../../../policy/referenced/check-references.ts';
import type { Loss } from '../../../policy/velero/convert.ts';
import type { WrittenFile } from './written-files.ts';

/** What is wrong with the ConfigMaps that converted policies name, by what comes out; `now` as for `parsePolicies`. */
export function configMapLosses(files: readonly WrittenFile[], now: Date): Loss[] {
  const texts = files.map(({ path, text }) => ({ name: path, text }));
  const parsed = parsePolicies(texts, now);
  const names = new Map(parsed.configMaps.map(({ name, place }) => [place.file, `ConfigMap/${name}`]));
  const labels = new Map(parsed.found.map(({ kind, name, place }) => [place.file, `${kind}/${name}`]));
  return checkReferences(parsed).map((diagnostic) => ({
    document: names.get(diagnostic.file) ?? labels.get(diagnostic.file) ?? diagnostic.file,
    field: fieldOf(diagnostic),
    severity: diagnostic.severity,
    message: diagnostic.message,
  }));
}

function fieldOf({ within, path }: Diagnostic): string {
  return within === undefined ? path : `data[${JSON.stringify(within.key)}]: ${path}`;
}
