/** Powers of 1000 and 1024 by suffix (Kubernetes, `apimachinery/pkg/api/resource`). */
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, bigint>> = { Ki: 1n, Mi: 2n, Gi: 3n, Ti: 4n, Pi: 5n, Ei: 6n };

/**
 * A quantity of Kubernetes (`10Gi`, `500m`, `1e3`) in nano-units, its smallest, rounded up as Kubernetes does; undefined
 * for a text that is none.
 */
export function parseQuantity(text: string): bigint | undefined {
  const [, sign = '', whole = '', fraction = '', suffix = ''] =
    /^([+-]?)(\d*)(?:\.(\d*))?([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d{1,3})?$/.exec(text) ?? [];
  if (whole === '' && fraction === '') return undefined;
  const nano = scaled(BigInt(`${whole}${fraction}`), fraction.length, suffix);
  return sign === '-' ? -nano : nano;
}

function scaled(digits: bigint, decimals: number, suffix: string): bigint {
  const binary = BINARY[suffix];
  const factor = binary === undefined ? 1n : 1024n ** binary;
  const exponent = /^[eE][+-]?\d/.test(suffix) ? Number(suffix.slice(1)) : (DECIMAL[suffix] ?? 0);
  const power = 9 + exponent - decimals;
  if (power >= 0) return digits * factor * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (digits * factor + divisor - 1n) / divisor;
}
