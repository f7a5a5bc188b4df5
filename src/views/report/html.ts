/** Text that is HTML already: made by `html` alone, so that nothing else is ever taken for it. */
export class Html {
  readonly #text: string;

  constructor(token: typeof TOKEN, text: string) {
    if (token !== TOKEN) throw new TypeError('Html is made by the html template');
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

const TOKEN = Symbol('html');

/** What a place in a template may hold: text and numbers are escaped, HTML and lists of it stand as they are. */
export type Placed = Html | string | number | undefined | false | readonly Html[];

/**
 * A template of HTML in which every value is escaped, for text and for attributes in double quotes alike. Undefined and
 * false are nothing.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Placed[]): Html {
  const texts = parts.map((part, i) => `${part}${i < values.length ? placed(values[i]) : ''}`);
  return new Html(TOKEN, texts.join(''));
}

/** Nothing at all. */
export const NOTHING: Html = html``;

function placed(value: Placed): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(placed).join('');
  return escapeHtml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters, which HTML cannot hold, and those that turn the direction of what follows them. */
const UNFIT = /(?![\t\n\r])\p{Cc}|[\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/gu;

function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(UNFIT, '\uFFFD')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}
