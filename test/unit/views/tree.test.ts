import { expect, it } from 'vitest';
import { renderTree, treeOf } from '../../../src/views/tree.ts';

it('draws names below each other', () => {
  const tree = renderTree({
    name: 'root',
    below: [
      { name: 'a', below: [{ name: 'b', note: '1 B' }] },
      { name: 'c', below: [{ name: 'd' }] },
    ],
  });

  expect(tree).toBe('root\n├── a\n│   └── b  1 B\n└── c\n    └── d\n');
});

it('is made of keys', () => {
  const tree = treeOf('/backups', [
    { key: 'metadata/lifeboat/run.json', note: '3 B' },
    { key: 'backups/n/velero-backup.json', note: '1 B' },
    { key: 'backups/n/n.tar.gz', note: '2 B' },
    { key: 'top', note: '4 B' },
  ]);

  expect(renderTree(tree)).toBe(
    [
      '/backups',
      '├── backups/',
      '│   └── n/',
      '│       ├── n.tar.gz  2 B',
      '│       └── velero-backup.json  1 B',
      '├── metadata/',
      '│   └── lifeboat/',
      '│       └── run.json  3 B',
      '└── top  4 B',
      '',
    ].join('\n'),
  );
});
