import { type CST, type Document, isMap, isScalar, type Scalar } from 'yaml';
import { embeddedSource, opaqueSource, type TextSource } from './text-source.ts';

/** What a text looks like that says something to us, whatever its key. */
const OUR_VERSION = /apiVersion["']?\s*:\s*["']?(lifeboat\.dev|velero\.io)\//;

/** What a text under a key such as `nightly.yaml` must mention to be read: other programs keep YAML there, too. */
const MENTION =
  /lifeboat\.dev\/|velero\.io\/|kind["']?\s*:\s*["']?(StorageLocation|(Backup|Restore|Prune|Verify|Drill)Policy)\b/;

/** One text in the data of a ConfigMap manifest. */
export interface DataText {
  readonly key: string;
  readonly source: TextSource;
}

/**
 * The texts in the data of a ConfigMap manifest. Places inside a literal block (`|`) are exact in the manifest, too;
 * inside a quoted or folded value they are those of its start.
 */
export function dataTextsOf(source: TextSource, start: number, tree: Document.Parsed): DataText[] {
  const data = tree.get('data', true);
  if (!isMap(data)) return [];
  return data.items.flatMap(({ key, value }) => {
    if (!isScalar(key) || !isScalar(value) || typeof value.value !== 'string') return [];
    const name = String(key.value);
    return [{ key: name, source: sourceOf(source, start, name, value as Scalar<string>) }];
  });
}

/** Whether a text in the data of a ConfigMap is one with policies. */
export function holdsPolicies({ key, source: { text } }: DataText): boolean {
  return (/\.(ya?ml|json)$/.test(key) && MENTION.test(text)) || OUR_VERSION.test(text);
}

/** Whether such a text is the manifest of a ConfigMap, to which policies beside it may refer. */
export function isConfigMap({ source: { text } }: DataText): boolean {
  return /^kind:[ \t]*["']?ConfigMap\b/m.test(text) && /^apiVersion:[ \t]*["']?v1\b/m.test(text);
}

function sourceOf(outer: TextSource, start: number, key: string, scalar: Scalar<string>): TextSource {
  const token: CST.Token | undefined = scalar.srcToken;
  const at = start + (scalar.range?.[0] ?? 0);
  if (scalar.type !== 'BLOCK_LITERAL' || token?.type !== 'block-scalar') {
    return opaqueSource(outer, at, key, scalar.value);
  }
  const header = outer.placeOf(at);
  const around = header.within === undefined ? 0 : header.column - header.within.column;
  const written = token.source.split('\n').map((line) => line.replace(/\r$/, ''));
  const kept = scalar.value.split('\n');
  // A literal block keeps each line's end, so what is shorter about a kept line is the indentation that was dropped.
  const indentOf = (line: number): number => (written[line - 1]?.length ?? 0) - (kept[line - 1]?.length ?? 0);
  return embeddedSource(outer.file, key, scalar.value, (line) => ({
    line: header.line + line,
    column: around + Math.max(indentOf(line), 0) + 1,
  }));
}
