import type { ItemEnd } from '../../domain/result/result.ts';
import type { RestoreFiles } from '../backup-store.ts';
import { encodeJson } from './json.ts';

/** Velero's words; `skipped` is its word for what was there and alike, too. */
const WORDS: Readonly<Record<ItemEnd, string>> = {
  created: 'created',
  updated: 'updated',
  recreated: 'created',
  unchanged: 'skipped',
  skipped: 'skipped',
  failed: 'failed',
};

/**
 * `restore-<r>-resource-list.json.gz`, unpacked: `apps/v1/Deployment` → `shop/web(created)`, …, in the namespaces that
 * the items went to, both sorted as Go sorts. What has no end is not listed.
 */
export function encodeRestoreResourceList(items: RestoreFiles['items']): Buffer {
  const types = new Map<string, string[]>();
  for (const { item, target, end, apiVersion, kind } of items) {
    if (end === undefined) continue;
    const [, ...names] = item.split('/');
    const path = target === undefined ? names : [target, ...names.slice(1)];
    const type = `${apiVersion}/${kind}`;
    const list = types.get(type) ?? [];
    types.set(type, list);
    list.push(`${path.join('/')}(${WORDS[end]})`);
  }
  const sorted = [...types].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return encodeJson(Object.fromEntries(sorted.map(([type, names]) => [type, names.toSorted()])));
}
