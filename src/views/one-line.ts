/**
 * A text from elsewhere as part of one line for people: line breaks and control characters become spaces, so that a
 * name can neither forge a line nor steer a terminal, and what is longer than `characters` ends in an ellipsis.
 */
export function oneLine(text: string, characters = 200): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ').trim();
  return line.length <= characters
    ? line
    : `${line
        .slice(0, characters - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`;
}

/**
 * A text from elsewhere on at most `most` lines of `width` characters, broken at spaces, or inside a word that is wider;
 * what is longer ends in an ellipsis.
 */
export function fewLines(text: string, width: number, most: number): string[] {
  const words = oneLine(text, width * most * 2)
    .split(' ')
    .flatMap((word) => word.match(new RegExp(`[^]{1,${width}}`, 'gu')) ?? []);
  const lines: string[] = [];
  for (const word of words) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trimStart();
    if (lines.length === most || (lines.length > 0 && longer.length <= width)) lines.splice(-1, 1, longer);
    else lines.push(word);
  }
  return lines.map((line) => oneLine(line, width));
}
