/**
 * Runs `work` for every element, at most `limit` at a time, and resolves with the results in the order of the
 * elements. The first failure stops the start of further work and is thrown once everything under way has ended.
 */
export async function mapConcurrent<T, R>(
  elements: readonly T[],
  limit: number,
  work: (element: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  let hasFailed = false;
  const worker = async () => {
    while (next < elements.length && !hasFailed) {
      const index = next++;
      try {
        results[index] = await work(elements[index]!, index);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.min(limit, elements.length) }, worker);
  const failed = (await Promise.allSettled(workers)).find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results;
}
