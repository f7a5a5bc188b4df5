/** What a reader's words mean for somebody who asks what happened to a file. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/unexpected end of file|ends before its end marker|ends in the middle/, 'it is cut short'],
  [/incorrect header check|bytes after the end/, 'it is no gzip file, or something was written after its end'],
  [/gzip: (incorrect|invalid)/, 'bytes of it were changed'],
  [/is not a path that a backup contains/, 'somebody packed files into it that no backup has'],
  [/has type .* which no backup contains/, 'somebody packed a link or a device into it'],
  [/size|unpacks to more|exceeds the limit|more than \d+/, 'no backup is built like that: it was forged, or damaged'],
  [/SHA-256/, 'it is not the file that was stored'],
];

/** A reader's message for people: what happened as far as it shows, and in brackets what was found. */
export function inPlainWords(message: string): string {
  const found = message.replace(/^Cannot read (gzip data|the archive|the manifest): /, '');
  const meaning = MEANINGS.find(([words]) => words.test(found))?.[1];
  return meaning === undefined ? found : `${meaning} (${found})`;
}
