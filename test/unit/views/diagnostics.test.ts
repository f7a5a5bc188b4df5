import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/domain/diagnostic.ts';
import { formatDiagnostic, renderDiagnostics } from '../../../src/views/diagnostics.ts';
import { problemsOf } from '../../support/published-schemas.ts';

function aDiagnostic(overrides: Partial<Diagnostic> = {}): Diagnostic {
  return {
    severity: 'error',
    code: 'invalid-value',
    message: '"30d" is not a duration',
    file: 'nightly.yaml',
    line: 2,
    column: 8,
    path: 'spec.ttl',
    suggestion: '720h',
    ...overrides,
  };
}

const SOURCE = { name: 'nightly.yaml', text: 'spec:\r\n  ttl: 30d\r\n' };

describe('formatDiagnostic', () => {
  it('says place, severity, path, what is wrong and what was meant in one line', () => {
    expect(formatDiagnostic(aDiagnostic())).toBe(
      'nightly.yaml:2:8: error: spec.ttl: "30d" is not a duration (did you mean 720h?)',
    );
  });

  it('names the place inside a ConfigMap, too', () => {
    const within = { key: 'nightly.yaml', line: 3, column: 5 };

    expect(formatDiagnostic(aDiagnostic({ file: 'cm.yaml', line: 12, column: 7, within }))).toMatch(
      /^cm\.yaml:12:7 \(data\["nightly\.yaml"\]:3:5\): error: /,
    );
  });

  it('lets no text steer a terminal or forge a line', () => {
    const line = formatDiagnostic(aDiagnostic({ file: 'a\u001b[2J\n::b', message: 'x\u202ey\u009b1m\u2028' }));

    expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028]/u);
  });
});

describe('renderDiagnostics', () => {
  it.each(['plain', 'terminal', 'github'] as const)('is empty for nothing: %s', (style) => {
    expect(renderDiagnostics([], { style, sources: [] })).toBe('');
  });

  it.each([{ diagnostics: [] }, { diagnostics: [aDiagnostic()] }])('is a list in JSON: $diagnostics', (given) => {
    const text = renderDiagnostics(given.diagnostics, { style: 'json', sources: [] });

    expect(problemsOf('diagnostic-list', JSON.parse(text))).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({ items: given.diagnostics });
  });

  it('shows the line and marks the word on a terminal', () => {
    expect(renderDiagnostics([aDiagnostic()], { style: 'terminal', sources: [SOURCE] })).toBe(
      [
        'nightly.yaml:2:8: error: spec.ttl: "30d" is not a duration',
        '  |',
        '2 |   ttl: 30d',
        '  |        ^^^',
        '  = did you mean 720h?',
        '',
      ].join('\n'),
    );
  });

  it('does without a frame where the text is not at hand', () => {
    expect(renderDiagnostics([aDiagnostic()], { style: 'terminal', sources: [] })).toBe(
      'nightly.yaml:2:8: error: spec.ttl: "30d" is not a duration\n  = did you mean 720h?\n',
    );
  });

  it('keeps tabs and wide characters in line with the mark', () => {
    const source = { name: 'nightly.yaml', text: '\n\t"船": x\n' };

    const rendered = renderDiagnostics([aDiagnostic({ column: 7, suggestion: undefined as never })], {
      style: 'terminal',
      sources: [source],
    });

    expect(rendered.split('\n').slice(2, 4)).toEqual(['2 | \t"船": x', '  | \t      ^']);
  });

  it('shows a part of a line without end', () => {
    const source = { name: 'nightly.yaml', text: `\n${'a'.repeat(5_000)} b ${'c'.repeat(5_000)}` };

    const frame = renderDiagnostics([aDiagnostic({ column: 5_002 })], { style: 'terminal', sources: [source] });

    expect(Math.max(...frame.split('\n').map((line) => line.length))).toBeLessThan(200);
    expect(frame).toContain(`${'a'.repeat(39)} b ccc`);
  });

  it('escapes annotations as GitHub wants it', () => {
    const diagnostic = aDiagnostic({ severity: 'warning', file: 'a,b:c.yaml', message: '100%\nsure' });

    expect(renderDiagnostics([diagnostic], { style: 'github', sources: [] })).toBe(
      '::warning file=a%2Cb%3Ac.yaml,line=2,col=8,title=invalid-value::spec.ttl: 100%25%0Asure (did you mean 720h?)\n',
    );
  });
});
