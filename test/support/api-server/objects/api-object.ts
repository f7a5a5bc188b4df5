import { type Json, type JsonObject, isJsonObject, withFields } from './json.ts';

/** An object as the store keeps it: without `apiVersion` and `kind`, which each answer adds for its version. */
export type ApiObject = JsonObject & { readonly metadata: Metadata };

/** `metadata` as far as the server reads it; unknown fields are kept. */
export type Metadata = JsonObject & {
  readonly name?: string | undefined;
  readonly generateName?: string | undefined;
  readonly namespace?: string | undefined;
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly generation?: number | undefined;
  readonly creationTimestamp?: string | undefined;
  readonly deletionTimestamp?: string | undefined;
  readonly deletionGracePeriodSeconds?: number | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly finalizers?: readonly string[] | undefined;
  readonly managedFields?: readonly JsonObject[] | undefined;
};

/** The object with some fields of its metadata set or taken away. */
export function withMetadata(object: ApiObject, fields: JsonObject): ApiObject {
  return { ...object, metadata: withFields(object.metadata, fields) };
}

/** The object with other fields than metadata set or taken away. */
export function withContent(object: ApiObject, fields: JsonObject): ApiObject {
  return withFields(object, fields) as ApiObject;
}

/** An object of the wire in the shape of the store: no type, no nulls or empty maps in its metadata. */
export function fromWire(document: JsonObject): ApiObject {
  const { apiVersion: _version, kind: _kind, metadata, ...content } = document;
  const fields = Object.entries(isJsonObject(metadata) ? metadata : {}).filter(([key, value]) => isKept(key, value));
  return { ...content, metadata: Object.fromEntries(fields) };
}

function isKept(key: string, value: Json | undefined): boolean {
  if (value === null || value === undefined || value === '' || key === 'selfLink') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Marked for deletion, and still there because something holds it. */
export function isTerminating(object: ApiObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}
