import { describe, expect, it } from 'vitest';
import { twoColumns, wrap } from '../../../../src/cli/help/wrap.ts';

describe('wrapped text', () => {
  it('breaks between words, and only there', () => {
    expect(wrap('one two three incomprehensibilities x', 9)).toEqual([
      'one two',
      'three',
      'incomprehensibilities',
      'x',
    ]);
  });

  it('keeps its own line breaks', () => {
    expect(wrap('one\ntwo three', 20)).toEqual(['one', 'two three']);
  });
});

describe('two columns', () => {
  it('stand beside each other, the second one wrapped', () => {
    expect(twoColumns([['--name', 'What it is for and so on']], 30)).toEqual([
      '  --name  What it is for and',
      '          so on',
    ]);
  });

  it('give a wide name a line of its own', () => {
    const wide = `--${'x'.repeat(40)}`;

    expect(twoColumns([[wide, 'Meaning']], 80)).toEqual([`  ${wide}`, `  ${' '.repeat(34)}  Meaning`]);
  });
});
