import type { Diagnostic } from '../../domain/diagnostic.ts';
import type { VersionPriorities } from '../../domain/restore/planning/versions.ts';
import type { ConfigMapManifest } from '../source/read-stream.ts';
import type { TextSource } from '../source/text-source.ts';
import type { Checked } from './read-referenced.ts';

/** Where Velero looks in the ConfigMap `enableapigroupversions`. */
const KEY = 'restoreResourcesVersionPriority';

/** `cronjobs.batch=v1,v1beta1`, without spaces. */
const LINE = /^([a-z0-9-]+(?:\.[a-z0-9.-]+)?)=([a-z0-9-]+(?:,[a-z0-9-]+)*)$/;

/**
 * Velero's priorities of versions for archives with several (`prioritize_group_version.go`), one type a line. A line
 * that Velero would pass over is an error.
 */
export function readVersionPriorities({ texts, place, name }: ConfigMapManifest): Checked<VersionPriorities> {
  const source = texts.find(({ key }) => key === KEY)?.source;
  if (source === undefined) {
    const { file, line, column } = place;
    const message = `ConfigMap ${name} has no key ${KEY}`;
    return refused([{ severity: 'error', code: 'missing-field', message, path: '', file, line, column }]);
  }
  const lines = linesOf(source).map(({ text, offset }) => ({ match: LINE.exec(text), text, offset }));
  const faults = lines.filter(({ match }) => match === null);
  if (faults.length > 0) return refused(faults.map(({ text, offset }) => faultOf(source, text, offset)));
  const entries = lines.map(({ match }): [string, string[]] => [match?.[1] ?? '', (match?.[2] ?? '').split(',')]);
  return { diagnostics: [], value: new Map(entries) };
}

/** Lines that say something, without their spaces. */
function linesOf({ text }: TextSource): { readonly text: string; readonly offset: number }[] {
  let offset = 0;
  return text.split('\n').flatMap((line) => {
    const start = offset;
    offset += line.length + 1;
    const plain = line.replaceAll(/\s/g, '');
    return plain === '' ? [] : [{ text: plain, offset: start }];
  });
}

function faultOf(source: TextSource, text: string, offset: number): Diagnostic {
  const message = `${JSON.stringify(text.slice(0, 100))} is no type with its versions, such as cronjobs.batch=v1,v1beta1`;
  return { severity: 'error', code: 'invalid-value', message, path: '', ...source.placeOf(offset) };
}

function refused(diagnostics: readonly Diagnostic[]): Checked<never> {
  return { diagnostics, value: undefined };
}
