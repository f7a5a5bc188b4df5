import { buffer } from 'node:stream/consumers';
import { fc } from '../support/property.ts';
import { expect } from 'vitest';
import type { RunContext } from '../../src/base/context.ts';
import { compareKeys } from '../../src/storage/object-key.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';

const RUNS = 15;

const key = fc.constantFrom('a', 'b/c', 'b/d', 'b-e/c', 'f/g/h');
const text = fc.string({ maxLength: 5 });
const step = fc.record({ does: fc.constantFrom('put', 'putIfAbsent', 'delete'), key, text });

/** Property: after any steps the store holds what a map would hold, and each step ended as the map foresaw. */
export async function checkAgainstMap(ctx: RunContext, store: ObjectStore): Promise<void> {
  const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
    for (const { key } of await Array.fromAsync(store.list(ctx, ''))) await store.delete(ctx, key);
    const model = new Map<string, string>();
    for (const { does, key, text } of steps) {
      if (does === 'delete') {
        await store.delete(ctx, key);
        model.delete(key);
        continue;
      }
      const ifAbsent = does === 'putIfAbsent';
      const isRefused = ifAbsent && model.has(key) && model.get(key) !== text;
      expect(await store.put(ctx, key, Buffer.from(text), { ifAbsent })).toBe(isRefused ? 'exists' : 'stored');
      if (!isRefused) model.set(key, text);
    }
    expect(await contentOf(ctx, store)).toEqual([...model].toSorted(([a], [b]) => compareKeys(a, b)));
  });
  await fc.assert(property, { numRuns: RUNS });
}

async function contentOf(ctx: RunContext, store: ObjectStore): Promise<[string, string][]> {
  const content: [string, string][] = [];
  for await (const { key } of store.list(ctx, '')) {
    const stream = await store.get(ctx, key);
    content.push([key, stream === undefined ? 'nothing' : (await buffer(stream)).toString()]);
  }
  return content;
}
