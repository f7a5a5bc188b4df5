import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { byteLength, decodeResult, encodeResult, RESULT_KEYS } from '../../../../src/domain/result/document.ts';
import { anEntry } from '../../../support/builders.ts';
import { anAppliedResult, aPlannedResult } from '../../../support/restore-results.ts';
import { aPartialJobResult } from '../../../support/run-results.ts';

const SCHEMA = new URL('../../../../schemas/v1/result.schema.json', import.meta.url);

/** Names of all properties that a schema describes, at any depth. */
function propertiesOf(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'properties' ? Object.keys(value).concat(Object.values(value).flatMap(propertiesOf)) : propertiesOf(value),
  );
}

describe('a result document', () => {
  it('reads back as it was', () => {
    const result = aPartialJobResult();

    expect(decodeResult(encodeResult(result))).toEqual(result);
  });

  it('of a restore reads back as it was', () => {
    expect(decodeResult(encodeResult(aPlannedResult()))).toEqual(aPlannedResult());
    expect(decodeResult(encodeResult(anAppliedResult()))).toEqual(anAppliedResult());
  });

  it('is the same text whatever the order in which a result was put together', () => {
    const result = aPartialJobResult();
    const reversed = Object.fromEntries(Object.entries(result).toReversed()) as typeof result;

    expect(encodeResult(reversed)).toBe(encodeResult(result));
  });

  it('writes exactly the properties that the published schema describes', () => {
    const described = new Set(propertiesOf(JSON.parse(readFileSync(SCHEMA, 'utf8'))));

    expect([...RESULT_KEYS].toSorted()).toEqual([...described].toSorted());
  });

  it('row 121: leaves out whatever else an object in a result holds, a Secret above all', () => {
    const canary = 'canary-7f3a9c';
    const secret = { data: { password: canary }, stringData: { token: canary }, bytes: Buffer.from(canary) };
    const ref = { group: '', resource: 'secrets', namespace: 'shop', name: 'db', ...secret };
    const entry = { ...anEntry({ item: ref }), cause: new Error(canary), object: secret };

    const text = encodeResult({ ...aPartialJobResult({ errors: [entry] }), ...secret });

    expect(text).not.toContain(canary);
    expect(text).not.toContain(Buffer.from(canary).toString('base64'));
    expect(text).not.toContain(Buffer.from(canary).join(','));
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '"lifeboat.dev/result/v1"'],
    ['nothing', 'null'],
    ['another schema', '{"schema":"lifeboat.dev/result/v2","runId":"r","phase":"Completed","terminal":true}'],
    ['no run', '{"schema":"lifeboat.dev/result/v1","phase":"Completed","terminal":true,"attempt":1,"attempts":[]}'],
  ])('is not what holds %s', (_, text) => {
    expect(decodeResult(text)).toBeUndefined();
  });

  it('counts its size in bytes', () => {
    expect(byteLength('aé€😀')).toBe(10);
  });
});
