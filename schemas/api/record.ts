import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';

// Records what other systems publish of their interfaces for machines, as schemas of draft-07:
//
//   velero install --crds-only --dry-run --output=yaml > crds.yaml          (the release's own program)
//   node schemas/api/record.ts velero crds.yaml swagger.json                (Kubernetes: api/openapi-spec/swagger.json)
//   node schemas/api/record.ts cloudera drscp.yaml                          (cdpcli: cdpcli/data/drscp/drscp.yaml)

type Schema = Readonly<Record<string, unknown>>;

/** A text that was published, and where. */
export interface Source {
  /** `Velero 1.18.3, its custom resource definitions, Apache-2.0`. */
  readonly origin: string;
  readonly text: string;
}

/** Resources of Velero's that `lifeboat api` takes and answers with. */
const RESOURCES: ReadonlySet<string> = new Set(['Backup', 'Restore', 'DeleteBackupRequest', 'DownloadRequest']);

/** Types of Kubernetes that these and errors consist of; what they refer to comes along. */
const TYPES = ['Status', 'ObjectMeta', 'ListMeta'];
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.';

/** Velero's resources and lists of them, and what an API server answers with beside them. */
export function recordVelero(definitions: Source, kubernetes: Source): Schema {
  return {
    ...headOf('velero-resources', 'Velero’s resources', [definitions, kubernetes]),
    definitions: { ...resourcesOf(definitions), ...Object.fromEntries(typesIn(kubernetes)) },
  };
}

/** Resources and lists of them, by kind. */
export function resourcesOf({ text }: Source): Schema {
  const resources = parseAllDocuments(text)
    .flatMap((document) => resourcesIn(document.toJS() as Schema))
    .filter(({ names }) => RESOURCES.has(names.kind));
  return Object.fromEntries(
    resources.flatMap((resource) => [
      [resource.names.kind, resourceOf(resource)],
      [resource.names.listKind, listOf(resource)],
    ]),
  );
}

function typesIn({ text }: Source): ReadonlyMap<string, unknown> {
  const { definitions } = JSON.parse(text) as { readonly definitions: Schema };
  const found = new Map<string, unknown>();
  const take = (name: string): void => {
    if (found.has(name)) return;
    const type = draft07(definitions[`${META}${name}`]);
    found.set(name, type);
    for (const [, other = ''] of JSON.stringify(type).matchAll(/"#\/definitions\/(\w+)"/g)) take(other);
  };
  for (const name of TYPES) take(name);
  return found;
}

/** A custom resource definition, as far as it is recorded. */
interface Resource {
  readonly apiVersion: string;
  readonly names: { readonly kind: string; readonly listKind: string };
  readonly schema: Schema;
}

/** A definition, or the list that holds it. */
function resourcesIn(object: Schema | null): readonly Resource[] {
  if (object?.['kind'] === 'List') return (object['items'] as readonly Schema[]).flatMap((one) => resourcesIn(one));
  if (object?.['kind'] !== 'CustomResourceDefinition') return [];
  const { group, names, versions } = object['spec'] as {
    readonly group: string;
    readonly names: Resource['names'];
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
  return versions.map(({ name, schema }) => {
    return { apiVersion: `${group}/${name}`, names, schema: schema.openAPIV3Schema };
  });
}

/** What the definition leaves to the API server is said here: which words stand in `apiVersion` and `kind`. */
function resourceOf({ apiVersion, names, schema }: Resource): Schema {
  const { properties, ...rest } = draft07(schema) as Schema & { readonly properties: Schema };
  const head = { apiVersion: { const: apiVersion }, kind: { const: names.kind } };
  return {
    ...rest,
    required: ['apiVersion', 'kind'],
    properties: { ...properties, ...head, metadata: { $ref: '#/definitions/ObjectMeta' } },
  };
}

function listOf({ apiVersion, names }: Resource): Schema {
  return {
    type: 'object',
    required: ['apiVersion', 'kind', 'items'],
    properties: {
      apiVersion: { const: apiVersion },
      kind: { const: names.listKind },
      metadata: { $ref: '#/definitions/ListMeta' },
      items: { type: 'array', items: { $ref: `#/definitions/${names.kind}` } },
    },
  };
}

/** Requests and answers of Cloudera's Data Recovery Service: `<operation>Request`, `<operation>Response`, `Error`. */
export function recordCloudera(model: Source): Schema {
  const { paths, definitions } = parse(model.text) as {
    readonly paths: Readonly<Record<string, { readonly post: ClouderaOperation }>>;
    readonly definitions: Schema;
  };
  const operations = Object.values(paths).flatMap(({ post: { operationId, parameters, responses } }) => [
    [`${operationId}Request`, parameters[0]!.schema],
    [`${operationId}Response`, responses['200'].schema],
  ]);
  return {
    ...headOf('cloudera', 'Cloudera’s Data Recovery Service', [model]),
    definitions: draft07({ ...(Object.fromEntries(operations) as Schema), ...definitions }),
  };
}

interface ClouderaOperation {
  readonly operationId: string;
  readonly parameters: readonly { readonly schema: Schema }[];
  readonly responses: { readonly '200': { readonly schema: Schema } };
}

function headOf(name: string, title: string, sources: readonly Source[]): Schema {
  const told = sources.map(({ origin, text }) => {
    return `${origin} (SHA-256 ${createHash('sha256').update(text).digest('hex')})`;
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `https://lifeboat.dev/schemas/api/${name}.schema.json`,
    $comment: 'Recorded by schemas/api/record.ts. Do not edit.',
    title,
    description: `Recorded from ${told.join('; ')}.`,
  };
}

/** A schema of OpenAPI as one of draft-07: extensions go, `nullable` is said in full. */
function draft07(node: unknown): unknown {
  if (Array.isArray(node)) return node.map((one) => draft07(one));
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...schema } = node as Schema;
  const entries = Object.entries(schema)
    .filter(([key]) => !key.startsWith('x-'))
    .map(([key, value]) => [key, key === '$ref' ? String(value).replace(META, '') : draft07(value)]);
  const plain = Object.fromEntries(entries) as Schema;
  return nullable === true ? { ...plain, type: [plain['type'], 'null'] } : plain;
}

/** Writes what was recorded; `origins` are in the order of the files. */
function main([of, ...files]: readonly string[]): void {
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  const source = (index: number, origin: string): Source => ({ origin, text: texts[index] ?? '' });
  const write = (name: string, schema: Schema) =>
    writeFileSync(new URL(`${name}.schema.json`, import.meta.url), `${JSON.stringify(schema, undefined, 2)}\n`);
  if (of === 'velero') write('velero-resources', recordVelero(source(0, VELERO), source(1, KUBERNETES)));
  else write('cloudera', recordCloudera(source(0, CLOUDERA)));
}

/** What the committed records were made of. */
const VELERO = 'Velero 1.18.3 (velero install --crds-only, Apache-2.0)';
const KUBERNETES = 'Kubernetes 1.36.3 (api/openapi-spec/swagger.json, Apache-2.0)';
const CLOUDERA = 'cdpcli 0.9.164, Cloudera’s own client (cdpcli/data/drscp/drscp.yaml, Apache-2.0)';

if (process.argv[1] === import.meta.filename) main(process.argv.slice(2));
