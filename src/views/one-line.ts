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
