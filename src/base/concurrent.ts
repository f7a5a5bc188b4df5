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

/**
 * Runs `work` for every element that a generator yields, by at most `limit` workers that pull from it: it is never
 * further ahead than they are. The first failure ends it, and is thrown once everything under way has ended.
 */
export async function forEachConcurrent<T>(
  source: AsyncGenerator<T, void, void>,
  limit: number,
  work: (element: T) => Promise<void>,
): Promise<void> {
  let hasFailed = false;
  const worker = async () => {
    while (!hasFailed) {
      try {
        const { done, value } = await source.next();
        if (done === true) return;
        await work(value);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: limit }, worker);
  const failed = (await Promise.allSettled(workers)).find((outcome) => outcome.status === 'rejected');
  await source.return();
  if (failed !== undefined) throw failed.reason;
}
