/** The `fieldSelector` that lists one object by its name, with the characters escaped that mean something in it. */
export function nameSelector(name: string): string {
  return `metadata.name=${name.replaceAll(/[\\,=]/g, String.raw`\$&`)}`;
}
