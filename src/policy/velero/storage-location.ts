import { doubtful, type Finding, type Path } from '../finding.ts';
import type { Head } from '../source/classify.ts';
import { fieldsOf, type Fields, metadataOf, refuseOthers, type Translation } from './translation.ts';

/** Keys of the AWS plugin's configuration, and what they are here. */
const CONFIG: Readonly<Record<string, { readonly field: string; readonly read?: (text: string) => unknown }>> = {
  region: { field: 'region' },
  s3Url: { field: 'endpoint' },
  publicUrl: { field: 'publicEndpoint' },
  s3ForcePathStyle: { field: 'forcePathStyle', read: readBoolean },
  insecureSkipTLSVerify: { field: 'insecureSkipTLSVerify', read: readBoolean },
  checksumAlgorithm: { field: 'checksum', read: (text) => (text === '' ? 'none' : text.toLowerCase()) },
  serverSideEncryption: { field: 'serverSideEncryption' },
  kmsKeyId: { field: 'kmsKeyId' },
  profile: { field: 'profile' },
  credentialsFile: { field: 'credentialsFile' },
};

/** Says nothing that the store's own credentials file does not say. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['enableSharedConfig']);

const SPEC_FIELDS = [
  'provider',
  'objectStorage',
  'config',
  'credential',
  'default',
  'accessMode',
  'backupSyncPeriod',
  'validationFrequency',
];
const OBJECT_STORAGE_FIELDS = ['bucket', 'prefix', 'caCert', 'caCertRef'];

/** Velero's BackupStorageLocation, as its AWS plugin reads it, as a storage location. */
export function fromBackupStorageLocation(document: Fields): Translation {
  const spec = fieldsOf(document['spec']);
  const storage = fieldsOf(spec['objectStorage']);
  const config = fieldsOf(spec['config']);
  const { bucket, prefix, caCert } = storage;
  const settings = Object.entries(config).flatMap(([key, value]) => {
    const known = Object.hasOwn(CONFIG, key) ? CONFIG[key] : undefined;
    return known === undefined
      ? []
      : [[known.field, typeof value === 'string' ? (known.read ?? String)(value) : value]];
  });
  const s3 = { bucket, prefix, caCert, forcePathStyle: false, ...Object.fromEntries(settings) };
  return {
    kind: 'StorageLocation',
    document: {
      apiVersion: 'lifeboat.dev/v1alpha1',
      kind: 'StorageLocation',
      metadata: metadataOf(document),
      spec: withoutUnset({ s3: withoutUnset(s3), accessMode: spec['accessMode'] }),
    },
    findings: [
      ...refuseOthers(document['spec'], SPEC_FIELDS, ['spec']),
      ...missing(spec),
      ...refuseOthers(spec['objectStorage'], OBJECT_STORAGE_FIELDS, ['spec', 'objectStorage']),
      ...unread(spec['config']),
    ],
    notes: notNeeded(spec),
    sourcePath,
  };
}

/** The name of the location that is marked as the default; Velero allows one. */
export function defaultLocationOf(
  texts: readonly { readonly head: Head; readonly value: unknown }[],
): string | undefined {
  for (const { head, value } of texts) {
    if (head.kind !== 'BackupStorageLocation') continue;
    const { spec, metadata } = fieldsOf(value);
    const { name } = fieldsOf(metadata);
    if (fieldsOf(spec)['default'] === true && typeof name === 'string') return name;
  }
  return undefined;
}

function readBoolean(text: string): unknown {
  return text === 'true' ? true : text === 'false' ? false : text;
}

function withoutUnset(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
}

function missing(spec: Fields): Finding[] {
  const findings: Finding[] = [];
  const { provider, credential } = spec;
  if (provider !== 'aws' && provider !== 'velero.io/aws') {
    const message = `only Velero's aws provider is known here, not ${JSON.stringify(provider)}`;
    findings.push({ severity: 'error', code: 'not-supported', message, path: ['spec', 'provider'] });
  }
  if (credential !== undefined) {
    const message = 'the Secret is not read: mount it, and say where in config.credentialsFile';
    findings.push(doubtful(['spec', 'credential'], message));
  }
  if (fieldsOf(spec['objectStorage'])['caCertRef'] !== undefined) {
    const message = 'Secrets are not read here; write the certificates into caCert';
    findings.push({
      severity: 'error',
      code: 'not-supported',
      message,
      path: ['spec', 'objectStorage', 'caCertRef'],
      at: 'key',
    });
  }
  return findings;
}

/** What Velero's server does with a location by itself; here a location is read when somebody asks. */
function notNeeded(spec: Fields): Finding[] {
  const message = 'not needed: nothing is synchronised or looked after between runs';
  const timers = ['backupSyncPeriod', 'validationFrequency'].filter((field) => spec[field] !== undefined);
  const settings = Object.keys(fieldsOf(spec['config'])).filter((key) => WITHOUT_EFFECT.has(key));
  return [
    ...timers.map((field) => doubtful(['spec', field], message)),
    ...settings.map((key) => doubtful(['spec', 'config', key], 'not needed: the credentials file says it')),
  ];
}

function unread(config: unknown): Finding[] {
  if (config !== undefined && Object.keys(fieldsOf(config)).length === 0)
    return refuseOthers(config, [], ['spec', 'config']);
  return Object.keys(fieldsOf(config))
    .filter((key) => !Object.hasOwn(CONFIG, key) && !WITHOUT_EFFECT.has(key) && key !== '<<')
    .map((key) => ({
      severity: 'error',
      code: 'not-supported',
      message: 'not in this release',
      path: ['spec', 'config', key],
      at: 'key',
    }));
}

function sourcePath(path: Path): Path {
  const [root, provider, field, ...rest] = path;
  if (root !== 'spec' || provider !== 's3') return path;
  if (field === undefined) return ['spec', 'objectStorage'];
  const key = Object.keys(CONFIG).find((name) => CONFIG[name]!.field === field);
  return key === undefined ? ['spec', 'objectStorage', field, ...rest] : ['spec', 'config', key];
}
