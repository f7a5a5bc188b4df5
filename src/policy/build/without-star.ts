/** One spelling for "everything": the empty list. */
export function withoutStar(list: readonly string[] | undefined): readonly string[] {
  return list === undefined || list.includes('*') ? [] : list;
}
