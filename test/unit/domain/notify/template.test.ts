import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import {
  fillTemplate,
  TEMPLATE_NAMES,
  type TemplateValues,
  unknownNames,
} from '../../../../src/domain/notify/template.ts';

function values(overrides: Partial<TemplateValues> = {}): TemplateValues {
  const empty = Object.fromEntries(TEMPLATE_NAMES.map((name) => [name, ''])) as unknown as TemplateValues;
  return { ...empty, ...overrides };
}

describe('a template', () => {
  it('has its names replaced', () => {
    const text = fillTemplate(
      '{{policy}}: {{ phase }}!',
      values({ policy: 'nightly', phase: 'Completed' }),
      'text/plain',
    );

    expect(text).toBe('nightly: Completed!');
  });

  it('takes no value for a template', () => {
    const text = fillTemplate('{{message}}', values({ message: '{{policy}} $& $1', policy: 'nightly' }), 'text/plain');

    expect(text).toBe('{{policy}} $& $1');
  });

  it('stays JSON whatever a value holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (message) => {
        const text = fillTemplate('{"text":"{{message}}"}', values({ message }), 'application/json');

        expect(JSON.parse(text)).toEqual({ text: message });
      }),
    );
  });

  it('tells the names that stand for nothing', () => {
    expect(unknownNames('{{policy}} {{polcy}} {{ constructor }} {{}}')).toEqual(['polcy', 'constructor', '']);
  });
});
