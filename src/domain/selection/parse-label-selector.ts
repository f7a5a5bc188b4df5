import type { LabelRequirement, LabelSelector } from './label-selector.ts';

const KEY = String.raw`[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?`;
const VALUE = String.raw`[-A-Za-z0-9_.]*`;
const REQUIREMENTS: readonly { readonly form: RegExp; readonly read: (parts: string[]) => LabelRequirement }[] = [
  {
    form: new RegExp(`^(${KEY})\\s*(?:=|==)\\s*(${VALUE})$`),
    read: ([key, value]) => ({ key: key!, operator: 'In', values: [value!] }),
  },
  {
    form: new RegExp(`^(${KEY})\\s*!=\\s*(${VALUE})$`),
    read: ([key, value]) => ({ key: key!, operator: 'NotIn', values: [value!] }),
  },
  {
    form: new RegExp(`^(${KEY})\\s+in\\s+\\((${VALUE}(?:\\s*,\\s*${VALUE})*)\\)$`),
    read: ([key, values]) => ({ key: key!, operator: 'In', values: valuesOf(values!) }),
  },
  {
    form: new RegExp(`^(${KEY})\\s+notin\\s+\\((${VALUE}(?:\\s*,\\s*${VALUE})*)\\)$`),
    read: ([key, values]) => ({ key: key!, operator: 'NotIn', values: valuesOf(values!) }),
  },
  { form: new RegExp(`^(${KEY})$`), read: ([key]) => ({ key: key!, operator: 'Exists' }) },
  { form: new RegExp(`^!\\s*(${KEY})$`), read: ([key]) => ({ key: key!, operator: 'DoesNotExist' }) },
];

/** Reads a selector as `kubectl -l` takes it: `app=web,tier in (a,b),!old`; undefined where it is not one. */
export function parseLabelSelector(text: string): LabelSelector | undefined {
  const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim());
  const requirements = parts.map(parseRequirement);
  if (requirements.some((requirement) => requirement === undefined)) return undefined;
  return { matchExpressions: requirements.filter((requirement) => requirement !== undefined) };
}

function parseRequirement(text: string): LabelRequirement | undefined {
  for (const { form, read } of REQUIREMENTS) {
    const match = form.exec(text);
    if (match !== null) return read(match.slice(1));
  }
  return undefined;
}

function valuesOf(text: string): string[] {
  return text.split(',').map((value) => value.trim());
}
