import { expect, it } from 'vitest';
import { Redactor } from '../../../src/base/redact.ts';

it('row 121: replaces a secret as it is, URL-encoded and in base64', () => {
  const redactor = new Redactor();
  redactor.add('s3cr3t/va+ue=');

  const shown = redactor.redact(
    `a s3cr3t/va+ue= b s3cr3t%2Fva%2Bue%3D c ${Buffer.from('s3cr3t/va+ue=').toString('base64')} d`,
  );

  expect(shown).toBe('a [redacted] b [redacted] c [redacted] d');
});

it('leaves short values alone, because they are parts of ordinary words', () => {
  const redactor = new Redactor();
  redactor.add('test');

  expect(redactor.redact('the latest one')).toBe('the latest one');
});

it('hides the credentials of an Authorization header without having been told of them', () => {
  const redactor = new Redactor();

  const text = redactor.redact(
    '{"authorization":"Bearer eyJhbGciOi.J9-_x~y+z/1==","other":"Basic dXNlcjpwYXNzd29yZA=="}',
  );

  expect(text).toBe('{"authorization":"Bearer [redacted]","other":"Basic [redacted]"}');
  expect(redactor.redact('Basic authentication is refused')).toBe('Basic authentication is refused');
});
