import { apiVersionOf, type ResourceType } from '../../domain/resource.ts';
import type { ListedItem } from '../cluster.ts';
import { MalformedList } from './item-scanner.ts';
import type { SplitItem } from './list-splitter.ts';

/**
 * The item as the run sees it: its reference, and its bytes as they were sent. Only where its own top level has no
 * `apiVersion` or `kind` (objects of built-in types in a list) are these put in front, in the spelling of discovery.
 */
export function toListedItem(item: SplitItem, type: ResourceType, listedNamespace: string | undefined): ListedItem {
  const namespace = type.namespaced ? (item.namespace ?? listedNamespace) : undefined;
  if (type.namespaced && namespace === undefined) throw new MalformedList('an object of the list has no namespace');
  return {
    ref: { group: type.group, resource: type.resource, namespace, name: item.name },
    version: type.version,
    kind: item.kind || type.kind,
    uid: item.uid,
    isTerminating: item.isTerminating,
    bytes: bytesOf(item, type),
  };
}

function bytesOf(item: SplitItem, type: ResourceType): Uint8Array {
  const { parts, length } = item;
  const missing = missingMembers(item, type);
  if (missing === '') return parts.length === 1 ? parts[0]! : Buffer.concat(parts, length);
  // The new members take the place of the opening brace; a named object has others behind them, hence the comma.
  const prefix = Buffer.from(`{${missing}`);
  return Buffer.concat([prefix, parts[0]!.subarray(1), ...parts.slice(1)], prefix.length + length - 1);
}

function missingMembers(item: SplitItem, type: ResourceType): string {
  const apiVersion = item.apiVersion === undefined ? `"apiVersion":${JSON.stringify(apiVersionOf(type))},` : '';
  const kind = item.kind === undefined ? `"kind":${JSON.stringify(type.kind)},` : '';
  return apiVersion + kind;
}
