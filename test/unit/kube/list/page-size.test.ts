import { describe, expect, it } from 'vitest';
import { PageSize } from '../../../../src/kube/list/page-size.ts';

function limitAfter(...sizes: number[]): number {
  const size = new PageSize();
  for (const bytes of sizes) size.saw(bytes);
  return size.limit;
}

describe('PageSize', () => {
  it('row 21: aims at pages of 8 MiB, and stays within bounds', () => {
    expect(limitAfter()).toBe(500);
    expect(limitAfter(8 * 1024)).toBe(1024);
    expect(limitAfter(1024, 15 * 1024)).toBe(1024);
    expect(limitAfter(100)).toBe(2000);
    expect(limitAfter(1_500_000)).toBe(20);
  });
});
