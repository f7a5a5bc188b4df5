import type { ApiObject } from '../objects/api-object.ts';
import { objectAt, textAt } from '../objects/fields.ts';
import { byCodeUnit, isJsonObject } from '../objects/json.ts';
import { type ApiType, builtinTypes } from './api-type.ts';
import { customTypes } from './custom-types.ts';

/** One version of a group as discovery shows it; without types where its own server cannot be asked. */
export interface ApiVersion {
  readonly group: string;
  readonly version: string;
  readonly groupVersion: string;
  readonly types: readonly ApiType[];
  readonly isAvailable: boolean;
}

/** Every type the server serves: built in, defined by CustomResourceDefinitions, promised by APIServices. */
export class TypeRegistry {
  readonly #builtin = builtinTypes();
  readonly #custom = new Map<string, readonly ApiType[]>();
  readonly #unavailable = new Map<string, ApiVersion>();

  /** Serves what a CustomResourceDefinition defines, in place of what it defined before. */
  define(definition: ApiObject): void {
    this.#custom.set(definition.metadata.name ?? '', customTypes(definition));
  }

  /** Whether a definition of this name is served. */
  isDefined({ metadata: { name = '' } }: ApiObject): boolean {
    return this.#custom.has(name);
  }

  /** Stops serving a definition's types. */
  undefine(name: string): void {
    this.#custom.delete(name);
  }

  /** Shows the group of an APIService that names a Service: nothing answers behind it here, as when a Pod is down. */
  aggregate(apiService: ApiObject): void {
    const spec = objectAt(apiService, 'spec');
    if (!isJsonObject(spec['service'])) return;
    const [group, version] = [textAt(spec, 'group'), textAt(spec, 'version')];
    const groupVersion = `${group}/${version}`;
    const name = apiService.metadata.name ?? '';
    this.#unavailable.set(name, { group, version, groupVersion, types: [], isAvailable: false });
  }

  withdraw(apiServiceName: string): void {
    this.#unavailable.delete(apiServiceName);
  }

  find(group: string, version: string, resource: string): ApiType | undefined {
    return this.all().find((t) => t.resource === resource && t.group === group && t.version === version);
  }

  findKind(groupVersion: string, kind: string): ApiType | undefined {
    return this.all().find((type) => type.kind === kind && type.groupVersion === groupVersion);
  }

  /** The preferred version of a type by its name, `deployments.apps`. */
  findNamed(name: string): ApiType | undefined {
    return this.all().find((type) => type.name === name);
  }

  /** All types, built-in ones first, in the order of discovery. */
  all(): readonly ApiType[] {
    return [...this.#builtin, ...[...this.#custom.values()].flat()];
  }

  /** All versions of all groups in the order of discovery: built in, custom by name, unavailable. */
  versions(): ApiVersion[] {
    const builtin = groupByVersion(this.#builtin);
    const custom = groupByVersion([...this.#custom.values()].flat());
    return [...builtin, ...custom.toSorted((a, b) => byCodeUnit(a.group, b.group)), ...this.#unavailable.values()];
  }
}

function groupByVersion(types: readonly ApiType[]): ApiVersion[] {
  return [...Map.groupBy(types, (type) => type.groupVersion).values()].map((ofVersion) => {
    const { group, version, groupVersion } = ofVersion[0] as ApiType;
    return { group, version, groupVersion, types: ofVersion, isAvailable: true };
  });
}
