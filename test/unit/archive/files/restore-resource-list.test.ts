import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { RestoreFiles } from '../../../../src/archive/backup-store.ts';
import { encodeRestoreResourceList } from '../../../../src/archive/files/restore-resource-list.ts';
import { parseResourceList } from '../../../../src/archive/files/resource-list.ts';
import { restoreFileKey } from '../../../../src/archive/layout.ts';

const GOLDEN = 'test/golden/velero-1.18.3/restores';

type RestoredFile = RestoreFiles['items'][number];

function anEnd(overrides: Partial<RestoredFile>): RestoredFile {
  return {
    item: 'deployments.apps/shop/web',
    wave: 'workloads',
    action: 'create',
    end: 'created',
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    ...overrides,
  };
}

describe('encodeRestoreResourceList', () => {
  it('lists items by type, with what became of them in the words of Velero', () => {
    const node = { item: 'nodes/w', apiVersion: 'v1', kind: 'Node' };

    const text = encodeRestoreResourceList([
      anEnd({ item: 'deployments.apps/shop/web', end: 'updated' }),
      anEnd({ item: 'deployments.apps/shop/api', target: 'shop-copy' }),
      anEnd({ item: 'namespaces/shop', target: 'shop-copy', apiVersion: 'v1', kind: 'Namespace' }),
      anEnd({ ...node, end: 'unchanged' }),
      anEnd({ ...node, item: 'nodes/v', end: 'skipped' }),
      anEnd({ ...node, item: 'nodes/u', end: 'failed' }),
    ]).toString();

    expect(text).toBe(
      '{"apps/v1/Deployment":["shop-copy/api(created)","shop/web(updated)"],"v1/Namespace":["shop-copy(created)"],"v1/Node":["u(failed)","v(skipped)","w(skipped)"]}\n',
    );
  });

  it('leaves out what has come to no end, and is an empty object where nothing has', () => {
    const { end, ...planned } = anEnd({});

    expect(end).toBe('created');
    expect(encodeRestoreResourceList([planned]).toString()).toBe('{}\n');
  });

  it.each(globSync(join(GOLDEN, '*/archive/restore-*-resource-list.json.gz')).toSorted())(
    'writes what Velero wrote: %s',
    (path) => {
      const words = { created: 'created', updated: 'updated', skipped: 'unchanged', failed: 'failed' } as const;
      const golden = gunzipSync(readFileSync(path));
      const items = [...parseResourceList(golden)].flatMap(([type, names]) =>
        names.map((name) => {
          const [, item = '', word = ''] = /^(.*)\((\w+)\)$/.exec(name) ?? [];
          const slash = type.lastIndexOf('/');
          const end = words[word as keyof typeof words];
          return anEnd({ item: `things/${item}`, end, apiVersion: type.slice(0, slash), kind: type.slice(slash + 1) });
        }),
      );

      expect(encodeRestoreResourceList(items).toString()).toBe(golden.toString());
    },
  );
});

describe('restoreFileKey', () => {
  it.each(globSync(join(GOLDEN, '*/archive')).toSorted())(
    'names the files that Velero left in %s, and no other',
    (path) => {
      const restore = basename(dirname(path));
      const keys = (['logs', 'results', 'resource-list', 'itemoperations', 'volumeinfo'] as const).map((file) =>
        restoreFileKey(restore, file),
      );

      expect(keys.toSorted()).toEqual(
        globSync('*', { cwd: path })
          .map((file) => `restores/${restore}/${file}`)
          .toSorted(),
      );
    },
  );
});
