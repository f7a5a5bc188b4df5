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
