/** The longest name of a document; every name below, made from one of this length, fits its own limit. */
const LONGEST_NAME = 40;

/** What a policy's name becomes, how long that may be, and who says so. */
const DERIVED = [
  { what: 'the CronJob', of: (name: string) => `backup-${name}`, limit: 52 },
  { what: 'a Job', of: (name: string) => `backup-${name}-29920457`, limit: 63 },
  { what: 'a backup', of: (name: string) => `${name}-20261121021700-3f9c21`, limit: 63 },
] as const;

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Whether a text is a DNS label (RFC 1123): what Kubernetes asks of a namespace's name. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && LABEL.test(text);
}

/** Why a text cannot name a document, in words that follow "name"; undefined where it can. */
export function nameFault(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name.length > LONGEST_NAME) return tooLong(name);
  if (isDnsLabel(name)) return undefined;
  return 'is not a DNS label: lower-case letters, digits and dashes, with a letter or digit at both ends';
}

/** A name that keeps most of what was written and is allowed; undefined where nothing remains. */
export function nameSuggestion(name: string): string | undefined {
  const label = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_NAME)
    .replaceAll(/^-+|-+$/g, '');
  return label === '' || label === name ? undefined : label;
}

function tooLong(name: string): string {
  const broken = DERIVED.filter(({ of, limit }) => of(name).length > limit).map(
    ({ what, of, limit }) => `${what} would be called ${shorten(of(name))}, ${of(name).length} of at most ${limit}`,
  );
  return [`has ${name.length} of at most ${LONGEST_NAME} characters`, ...broken].join('; ');
}

function shorten(name: string): string {
  return name.length <= 90 ? name : `${name.slice(0, 60)}…${name.slice(-16)}`;
}
