import { sha256Hex } from './hash.ts';

const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/**
 * A text as the value of a label: unchanged where Kubernetes allows it, else its first 57 legal characters and the
 * first six digits of the SHA-256 of the whole, so that two texts never share a value. For long values this is
 * Velero's rule (`GetValidName` in `pkg/label/label.go`).
 */
export function labelValue(text: string): string {
  if (LABEL_VALUE.test(text)) return text;
  const legal = text.replaceAll(/[^-A-Za-z0-9_.]+/g, '-').replace(/^[-_.]+/, '');
  return `${legal.slice(0, 57)}${sha256Hex(text).slice(0, 6)}`;
}
