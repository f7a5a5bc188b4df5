import { fc } from '../../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { claimForVelero } from '../../../../src/domain/backup/claim-for-velero.ts';

const SOURCE = { kind: 'VolumeSnapshot', name: 'before' };

function claim(spec: object = {}, labels?: object, fields: object = {}): Buffer {
  const metadata = { name: 'data', namespace: 'shop', ...(labels && { labels }) };
  return Buffer.from(
    JSON.stringify({ metadata, spec: { volumeName: 'pv-1', ...spec }, status: { phase: 'Bound' }, ...fields }),
  );
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString();
}

describe('claimForVelero', () => {
  it('is undefined for a claim of which Velero changes nothing', () => {
    expect(claimForVelero(claim({ storageClassName: 'fast' }, { app: 'db' }))).toBeUndefined();
  });

  it('leaves a claim alone that is not bound', () => {
    const waiting = { status: { phase: 'Pending' } };

    expect(claimForVelero(claim({ dataSource: SOURCE }, {}, waiting))).toBeUndefined();
    expect(claimForVelero(claim({ dataSource: SOURCE, volumeName: '' }))).toBeUndefined();
  });

  it('changes nothing but the fields that Velero takes away: order, numbers and unknown fields stay', () => {
    const given = claim({ future: { deep: 'n' }, dataSource: SOURCE, storageClassName: 'fast' }, { app: 'db' });
    const text = given.toString().replace('"n"', '9223372036854775807').replace('"fast"', '"fast","odd":1.0');

    const plain = claimForVelero(Buffer.from(text));

    expect(textOf(plain)).toBe(text.replace(`"dataSource":${JSON.stringify(SOURCE)},`, ''));
  });

  it('leaves bytes that are no claim to whoever reads them', () => {
    expect(claimForVelero(Buffer.from('{"spec":'))).toBeUndefined();
    expect(claimForVelero(Buffer.from('[]'))).toBeUndefined();
    expect(claimForVelero(Buffer.from('{"spec":"none","status":7}'))).toBeUndefined();
  });

  it('finds nothing to change in what it has changed', () => {
    const source = fc.record(
      {
        dataSource: fc.constant(SOURCE),
        dataSourceRef: fc.constant(SOURCE),
        storageClassName: fc.constantFrom('', 'fast'),
        selector: fc.record(
          { matchLabels: fc.dictionary(fc.constantFrom('velero.io/x', 'tier'), fc.constant('gold')) },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    );
    const labels = fc.dictionary(
      fc.constantFrom('velero.io/restore-name', 'velero.io/backup-name', 'app'),
      fc.string(),
    );

    fc.assert(
      fc.property(source, labels, (spec, own) => {
        const once = claimForVelero(claim(spec, own));

        expect(once && claimForVelero(once)).toBeUndefined();
      }),
    );
  });
});
