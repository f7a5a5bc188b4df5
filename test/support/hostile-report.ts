import { anOverview } from './report-sample.ts';
import type { Overview } from '../../src/domain/report/overview.ts';

/** Texts that would run something, load something, or end an element or attribute, if they were not escaped. */
export const HOSTILE: readonly string[] = [
  '<script>window.pwned = 1</script>',
  '</title><script>window.pwned = 1</script>',
  '</style><img src=https://evil.example/x onerror="window.pwned=1">',
  '"><svg onload=window.pwned=1>',
  "' onmouseover='window.pwned=1",
  '--><iframe src="javascript:parent.pwned=1"></iframe>',
  '{{constructor.constructor("window.pwned=1")()}}',
  '&lt;b&gt; & <b>bold</b>',
  '\u202Egnp.exe\u0000\u0007\uD800',
];

/** A report in which every text that comes from outside is hostile. */
export function aHostileOverview(): Overview {
  let next = 0;
  const poison = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return isFree(key) ? HOSTILE[next++ % HOSTILE.length] : value;
    if (Array.isArray(value)) return value.map((member) => poison(member, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, poison(member, name)]));
  };
  return poison(anOverview(), '') as Overview;
}

/** Times order and place things, and three words choose how; everything else may hold anything. */
function isFree(key: string): boolean {
  return !['generatedAt', 'since', 'due', 'startedAt', 'expiresAt', 'missed', 'state'].includes(key);
}
