/** `299 - "text"`, perhaps with a date behind it: warn-code, warn-agent, warn-text (RFC 7234 §5.5). */
const WARNING = /(\d{3}) ([^\s"]+) "((?:[^"\\]|\\.)*)"(?: "[^"]*")?/g;

/**
 * The texts of `Warning` headers, in order, each once. The API server warns of deprecated versions, of fields that it
 * does not know and leaves out, and of whatever admission has to say.
 */
export function readWarnings(header: string | readonly string[] | undefined): string[] {
  const values = typeof header === 'string' ? [header] : (header ?? []);
  const texts = values.flatMap((value) => [...value.matchAll(WARNING)].map(([, , , text = '']) => unquoted(text)));
  return [...new Set(texts)];
}

/** Header bytes come as Latin-1; what they hold is UTF-8. */
function unquoted(text: string): string {
  const plain = text.replaceAll(/\\(.)/g, '$1');
  return /[\u0080-\u00ff]/.test(plain) ? Buffer.from(plain, 'latin1').toString('utf8') : plain;
}
