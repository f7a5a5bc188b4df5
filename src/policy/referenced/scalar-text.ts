import type { Scalar } from 'yaml';

const TRUE = /^(y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(~|null|Null|NULL|)$/;
const INTEGER = /^([+-]?)(0[xX][\da-fA-F_]+|0[oO]?[0-7_]+|0[bB][01_]+|\d[\d_]*)$/;

/** What a plain scalar is to YAML 1.1 as Velero's parser reads it; anything else is a text. */
export type PlainMeaning =
  | { readonly is: 'null' }
  | { readonly is: 'boolean'; readonly value: boolean }
  /** In decimal. */
  | { readonly is: 'integer'; readonly digits: string }
  | { readonly is: 'text' };

/**
 * Reads a scalar as Velero's YAML does, which is 1.1 and not 1.2: `yes` is true and `010` is 8. Numbers with a fraction
 * mean the same to both, and are a text here.
 */
export function meaningOf({ type, source = '' }: Pick<Scalar, 'type' | 'source'>): PlainMeaning {
  if (type !== 'PLAIN') return { is: 'text' };
  if (NULL.test(source)) return { is: 'null' };
  if (TRUE.test(source)) return { is: 'boolean', value: true };
  if (FALSE.test(source)) return { is: 'boolean', value: false };
  const [, sign = '', written] = INTEGER.exec(source) ?? [];
  if (written === undefined) return { is: 'text' };
  return { is: 'integer', digits: `${sign === '-' ? '-' : ''}${toDecimal(written.replaceAll('_', ''))}` };
}

/** The text that a scalar is where a text is wanted: `true` for `yes`, `8` for `010`; undefined for none at all. */
export function textOf(scalar: Pick<Scalar, 'type' | 'source' | 'value'>): string | undefined {
  const meaning = meaningOf(scalar);
  switch (meaning.is) {
    case 'null':
      return undefined;
    case 'boolean':
      return String(meaning.value);
    case 'integer':
      return meaning.digits;
    case 'text':
      return typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? '');
  }
}

function toDecimal(written: string): string {
  const octal = /^0[0-7]+$/.exec(written);
  return BigInt(octal === null ? written.toLowerCase() : `0o${written.slice(1)}`).toString();
}
