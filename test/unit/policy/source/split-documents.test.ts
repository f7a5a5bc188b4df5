import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { splitDocuments } from '../../../../src/policy/source/split-documents.ts';

describe('splitDocuments', () => {
  it.each([
    ['a: 1', ['a: 1']],
    ['a: 1\n---\nb: 2\n', ['a: 1\n', '---\nb: 2\n']],
    ['---\na: 1\n---\nb: 2', ['---\na: 1\n', '---\nb: 2']],
    ['a: 1\n...\nb: 2', ['a: 1\n...\n', 'b: 2']],
    ['%YAML 1.2\n---\na: 1', ['%YAML 1.2\n---\na: 1']],
    ['--- {a: 1}\n--- # nothing\n--- text', ['--- {a: 1}\n', '--- text']],
    ['a: |\n  ---\n  b\n', ['a: |\n  ---\n  b\n']],
    ['a: 1\r\n---\r\nb: 2', ['a: 1\r\n', '---\r\nb: 2']],
    ['---b: 1', ['---b: 1']],
    ['', []],
    ['# only words\n---\n---\n\uFEFF\n', []],
  ])('cuts %j', (text, parts) => {
    expect(splitDocuments(text).map((part) => part.text)).toEqual(parts);
  });

  it('says where each part begins', () => {
    const text = '# head\n---\na: 1\n---\nb: 2\n';

    expect(splitDocuments(text).every((part) => text.startsWith(part.text, part.start))).toBe(true);
  });

  it('loses no line with content, whatever the text', () => {
    const line = fc.constantFrom('---', '...', '--- x', 'a: 1', '# c', '', '%YAML 1.2', '  b');
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const kept = splitDocuments(lines.join('\n'))
          .map((part) => part.text)
          .join('\n');

        for (const one of ['a: 1', '  b', '--- x']) {
          expect(kept.split(one).length).toBe(lines.join('\n').split(one).length);
        }
      }),
    );
  });
});
