import { apiVersionOf, formatGroupResource } from '../domain/resource.ts';
import type { ObjectPath } from './cluster.ts';

/**
 * The URL path of a collection, or of one object in it, or of a part of that. Names are percent-encoded and otherwise kept: RBAC names may
 * hold colons, spaces and capitals.
 */
export function resourcePath(path: ObjectPath, name?: string, subresource?: string): string {
  const root = path.group === '' ? '/api' : '/apis';
  const inNamespace = path.namespace === undefined ? '' : `/namespaces/${encodeURIComponent(path.namespace)}`;
  const ofObject = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  const part = subresource === undefined ? '' : `/${subresource}`;
  return `${root}/${apiVersionOf(path)}${inNamespace}/${path.resource}${ofObject}${part}`;
}

/** What is asked for, in words behind a verb: `deployments.apps/web in namespace shop`. */
export function describeObject(path: ObjectPath, name?: string): string {
  const type = formatGroupResource(path);
  const object = name === undefined ? type : `${type}/${name}`;
  return path.namespace === undefined ? object : `${object} in namespace ${path.namespace}`;
}

/** Query parameters in the order given, without those that are empty or undefined; with its question mark. */
export function queryOf(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
