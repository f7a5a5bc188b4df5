import { ApiError } from '../cluster.ts';

/** What was asked for, or undefined where the server says 404. */
export async function unlessNotFound<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
