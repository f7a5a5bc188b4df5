import { fc } from '../../../support/property.ts';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderItemYaml } from '../../../../src/views/items/item-yaml.ts';

it('keeps numbers as they are written, and quotes what an older reader would take for something else', () => {
  const json =
    '{"max":9223372036854775807,"tiny":1e-7,"whole":100,"text":"yes","time":"12:30:00","octal":"0o17","none":{}}';

  expect(renderItemYaml(json)).toBe(
    'max: 9223372036854775807\ntiny: 1e-7\nwhole: 100\ntext: "yes"\ntime: "12:30:00"\noctal: "0o17"\nnone: {}\n',
  );
});

it('quotes what an older reader would merge in, or take for a default', () => {
  const json = '{"<<":{"a":1},"=":"=","a":"<<"}';

  const yaml = renderItemYaml(json);

  expect(yaml).toBe('"<<":\n  a: 1\n"=": "="\na: "<<"\n');
  expect(JSON.stringify(parse(yaml, { version: '1.1' }))).toBe(json);
});

it('escapes what other readers do not take bare, or take for the end of a line', () => {
  const json = JSON.stringify({ del: 'a\u007fb', next: '\u0085', lines: '\u2028\u2029', mark: '\ufeffx', '\u009f': 1 });

  const yaml = renderItemYaml(json);

  expect(yaml).toBe('del: "a\\u007fb"\nnext: "\\u0085"\nlines: "\\u2028\\u2029"\nmark: "\\ufeffx"\n"\\u009f": 1\n');
  expect(JSON.stringify(parse(yaml))).toBe(json);
});

it('says what the JSON says, whatever that is', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const json = JSON.stringify(object);

      expect(JSON.stringify(parse(renderItemYaml(json), { version: '1.1' }))).toBe(JSON.stringify(JSON.parse(json)));
    }),
  );
});
