/** Breaks text at spaces so that no line is wider than `width`, unless a single word is. Keeps the text's own breaks. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width));
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (longer.length > width && current !== '') {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return [...lines, current];
}

/** Two columns: names, and what they mean beside them, wrapped to the width of the page. */
export function twoColumns(rows: readonly (readonly [name: string, meaning: string])[], width: number): string[] {
  const first = Math.min(34, Math.max(0, ...rows.map(([name]) => name.length)));
  return rows.flatMap(([name, meaning]) => {
    const lines = wrap(meaning, Math.max(20, width - first - 4));
    const isWide = name.length > first;
    const head = isWide ? [`  ${name}`] : [`  ${name.padEnd(first)}  ${lines[0] ?? ''}`.trimEnd()];
    return [...head, ...lines.slice(isWide ? 0 : 1).map((line) => `  ${' '.repeat(first)}  ${line}`)];
  });
}
