import { gunzipSync } from 'node:zlib';
import { isJsonObject, type JsonObject, parseJson } from './objects/json.ts';

/** One answer of a real server: the path asked and the bytes of the answer, as text. */
export interface RecordedAnswer {
  readonly path: string;
  readonly text: string;
}

/** Reads a recorded cluster: gzip of `{"<path>":<answer>` …, one path to a line. */
export function readRecordedCluster(gzip: Buffer): RecordedAnswer[] {
  const lines = gunzipSync(gzip).toString().trimEnd().split('\n');
  return lines.map((line) => {
    const [, path = '', text = ''] = /^\{?"([^"]+)":(.*?)[,}]?$/.exec(line) ?? [];
    return { path, text: text.endsWith('}') ? text : `${text}}` };
  });
}

/** The objects of a recorded list with their `apiVersion` and `kind`; none for an answer that is no list of objects. */
export function objectsOfList({ text }: RecordedAnswer): JsonObject[] {
  const list = parseJson(text);
  if (!isJsonObject(list) || !Array.isArray(list['items'])) return [];
  const { apiVersion, kind, items } = list as JsonObject & { readonly kind: string; readonly items: JsonObject[] };
  return items.map((item) => Object.assign({ apiVersion, kind: kind.replace(/List$/, '') }, item));
}
