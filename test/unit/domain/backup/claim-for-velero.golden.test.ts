import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { itemPath } from '../../../../src/archive/paths.ts';
import { ArchiveReader } from '../../../../src/archive/read/archive-reader.ts';
import { claimForVelero } from '../../../../src/domain/backup/claim-for-velero.ts';
import { inPieces } from '../../archive/byte-streams.ts';

const GOLDEN = 'test/golden/velero-1.18.3';

/** What Velero made of claims that a program gave to its backup action, with every field that the action looks at. */
const ACTION = JSON.parse(readFileSync(join(GOLDEN, 'claims.json'), 'utf8')) as readonly {
  readonly case: string;
  readonly given: object;
  readonly stored: object;
}[];

const ARCHIVES = globSync(`${GOLDEN}/*/archive/*.tar.gz`).map((file) => basename(file, '.tar.gz'));

/** Both copies of every claim of a golden archive, by the path of the main one. */
async function claimsOf(name: string): Promise<Map<string, Buffer[]>> {
  const file = readFileSync(join(GOLDEN, name, 'archive', `${name}.tar.gz`));
  const found = new Map<string, Buffer[]>();
  for await (const { meaning, body } of new ArchiveReader(inPieces(file, 65_536))) {
    if (meaning.kind !== 'item' || meaning.ref.resource !== 'persistentvolumeclaims') continue;
    const path = itemPath(meaning.ref);
    found.set(path, [...(found.get(path) ?? []), Buffer.from(body)]);
  }
  return found;
}

/** Every claim as the API server gave it, by its name. */
function recordedClaims(): Map<string, object> {
  const cluster = JSON.parse(gunzipSync(readFileSync(join(GOLDEN, 'cluster.json.gz'))).toString()) as Record<
    string,
    ClaimList
  >;
  const { items } = cluster['/api/v1/persistentvolumeclaims'] ?? expect.fail('no claims were recorded');
  return new Map(items.map((item) => [item.metadata.name, item]));
}

interface ClaimList {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

describe('the plain copy of a claim', () => {
  it.each(ACTION)('is what Velero stores of $case', ({ given, stored }) => {
    const bytes = Buffer.from(JSON.stringify(given));

    const plain = claimForVelero(bytes);

    expect(JSON.parse(Buffer.from(plain ?? bytes).toString())).toEqual(stored);
  });

  it('is what Velero stored of every claim of the recorded cluster, value by value and with nothing added', async () => {
    const recorded = recordedClaims();
    let compared = 0;

    for (const name of ARCHIVES) {
      for (const copies of (await claimsOf(name)).values()) {
        for (const copy of copies) {
          const stored = JSON.parse(copy.toString()) as ClaimList['items'][number];
          const own = recorded.get(stored.metadata.name) ?? expect.fail(`${stored.metadata.name} was not recorded`);
          const bytes = Buffer.from(JSON.stringify({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...own }));

          expect(JSON.parse(Buffer.from(claimForVelero(bytes) ?? bytes).toString())).toEqual(stored);
          compared++;
        }
      }
    }

    expect(compared).toBeGreaterThan(50);
  });
});
