/** What the server reads of an object; `JSON.rawJSON` values become doubles here, and cannot be cloned. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
