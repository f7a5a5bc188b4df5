import { changeEach, without, withoutAt } from '../../../json/edit.ts';
import {
  isJsonObject,
  listAt,
  MalformedJson,
  objectAt,
  parseExact,
  textAt,
  valueAt,
  type JsonObject,
} from '../../../json/exact-json.ts';
import type { PrepareFacts } from '../facts.ts';

/**
 * Takes from a Service the addresses and ports that the cluster chose, so that it chooses anew (Velero,
 * `pkg/restore/actions/service_action.go`): its cluster IPs always, unless it is headless; node ports and the health
 * check's node port unless they are to be preserved or somebody asked for them by number.
 */
export function resetService(service: JsonObject, { preserveNodePorts }: PrepareFacts): JsonObject {
  const isHeadless = textAt(service, 'spec', 'clusterIP') === 'None';
  const freed = isHeadless ? service : withoutAt(service, ['spec'], ['clusterIP', 'clusterIPs']);
  return preserveNodePorts ? freed : resetHealthCheck(resetNodePorts(freed));
}

function resetNodePorts(service: JsonObject): JsonObject {
  if (textAt(service, 'spec', 'type') === 'ExternalName') return service;
  const applied = lastApplied(service);
  const isAskedFor = applied === undefined ? askedForByFields(service) : askedForByApply(applied);
  return changeEach(service, ['spec', 'ports'], (port) =>
    isJsonObject(port) && !isAskedFor(port) ? without(port, ['nodePort']) : port,
  );
}

/** What `kubectl apply` was given: a named port counts by its name, another by its number. */
function askedForByApply(applied: JsonObject): (port: JsonObject) => boolean {
  const asked = listAt(applied, 'spec', 'ports').filter((port) => Number(valueAt(port, 'nodePort') ?? 0) > 0);
  const names = new Set(asked.map((port) => textAt(port, 'name')));
  const numbers = new Set(
    asked.filter((port) => textAt(port, 'name') === undefined).map((port) => Number(valueAt(port, 'nodePort'))),
  );
  return (port) => {
    const name = textAt(port, 'name') ?? '';
    return name === '' ? numbers.has(Number(valueAt(port, 'nodePort'))) : names.has(name);
  };
}

/** What somebody set, says the server: it lists no field there that it filled in itself. */
function askedForByFields(service: JsonObject): (port: JsonObject) => boolean {
  const asked = new Set<string>();
  for (const fields of ownedFields(service)) {
    for (const [key, port] of Object.entries(objectAt(fields, 'f:spec', 'f:ports') ?? {})) {
      if (valueAt(port, 'f:nodePort') !== undefined) asked.add(key);
    }
  }
  return (port) => asked.has(`k:${JSON.stringify({ port: port['port'], protocol: port['protocol'] })}`);
}

function resetHealthCheck(service: JsonObject): JsonObject {
  const spec = objectAt(service, 'spec');
  const isUsed = textAt(spec, 'externalTrafficPolicy') === 'Local' && textAt(spec, 'type') === 'LoadBalancer';
  if (!isUsed || isHealthCheckAskedFor(service)) return service;
  return withoutAt(service, ['spec'], ['healthCheckNodePort']);
}

function isHealthCheckAskedFor(service: JsonObject): boolean {
  if (Number(valueAt(lastApplied(service), 'spec', 'healthCheckNodePort') ?? 0) !== 0) return true;
  return ownedFields(service).some((fields) => objectAt(fields, 'f:spec', 'f:healthCheckNodePort') !== undefined);
}

function ownedFields(service: JsonObject): unknown[] {
  return listAt(service, 'metadata', 'managedFields').map((entry) => valueAt(entry, 'fieldsV1'));
}

/** What `kubectl apply` last wrote; undefined where the annotation is missing or is no object, as with other tools. */
function lastApplied(service: JsonObject): JsonObject | undefined {
  const text = textAt(service, 'metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration');
  if (text === undefined) return undefined;
  try {
    return parseExact(text);
  } catch (error) {
    if (error instanceof MalformedJson) return undefined;
    throw error;
  }
}
