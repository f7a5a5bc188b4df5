import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { Html, html } from '../../../../src/views/report/html.ts';

describe('a template of HTML', () => {
  it('escapes text and attributes, and keeps what is HTML already', () => {
    const inner = html`<b title="${`"'`}">${'<i>&'}</b>`;

    expect(html`<p>${inner}${[inner, inner]}${1}${undefined}${false}</p>`.toString()).toBe(
      `<p>${'<b title="&quot;&#39;">&lt;i&gt;&amp;</b>'.repeat(3)}1</p>`,
    );
  });

  it('lets no text out of its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const inside = html`<p>${text}</p>`.toString().slice('<p>'.length, -'</p>'.length);
        const attribute = html`<p title="${text}"></p>`.toString().slice('<p title="'.length, -'"></p>'.length);

        expect(inside).not.toMatch(/[<>"']/);
        expect(inside).toBe(attribute);
        expect(inside).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
        expect(inside).not.toMatch(/(?![\t\n\r])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u);
      }),
    );
  });

  it('is made by nothing else', () => {
    expect(() => new Html(Symbol('html') as never, '<script>')).toThrow(TypeError);
    expect(html`${{ toString: () => '<b>' } as never}`.toString()).toBe('&lt;b&gt;');
  });
});
