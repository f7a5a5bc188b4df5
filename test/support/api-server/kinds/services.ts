import type { FieldProblem } from '../api/status-error.ts';
import { type ApiObject, withContent } from '../objects/api-object.ts';
import { objectAt, objectsAt, textAt } from '../objects/fields.ts';
import { encodeJson, type JsonObject, withFields } from '../objects/json.ts';

/** A Service as it would be stored, and why it cannot be. */
export interface Settled {
  readonly object: ApiObject;
  readonly problems: readonly FieldProblem[];
}

const FIRST_PORT = 30_000;
const LAST_PORT = 32_767;
/** Above those that archives ask for by number. */
const FIRST_GIVEN_PORT = 31_000;

/** The order in which the server writes the fields of a Service. */
const ORDER = [
  'ports',
  'selector',
  'clusterIP',
  'clusterIPs',
  'type',
  'externalIPs',
  'sessionAffinity',
  'externalName',
  'externalTrafficPolicy',
  'healthCheckNodePort',
  'ipFamilies',
  'ipFamilyPolicy',
  'allocateLoadBalancerNodePorts',
  'internalTrafficPolicy',
];

/**
 * A Service with its defaults, an address and ports of the nodes, where its type has them: those it asks for, unless one
 * of the `others` has them; those it had `before`; else free ones. One family of addresses, 10.96.0.0/16.
 */
export function settleService(
  service: ApiObject,
  before: ApiObject | undefined,
  others: readonly ApiObject[],
): Settled {
  const spec = objectAt(service, 'spec');
  const had = objectAt(before, 'spec');
  const kept = had['clusterIP'] ?? freeAddress(others);
  const clusterIP = spec['clusterIP'] === undefined || spec['clusterIP'] === '' ? kept : spec['clusterIP'];
  const isNamed = spec['type'] === 'ExternalName';
  const isFree = clusterIP === 'None' && spec['selector'] === undefined;
  const settled = withFields(isNamed ? NAMED_DEFAULTS : isFree ? FREE_DEFAULTS : DEFAULTS, {
    ...spec,
    clusterIP: isNamed ? undefined : clusterIP,
    clusterIPs: isNamed ? undefined : [clusterIP],
    ports: spec['ports'] === undefined ? undefined : settlePorts(spec, had, others),
  });
  const ordered = withFields(Object.fromEntries(ORDER.map((key) => [key, settled[key]])), settled);
  const problems = [...addressProblems(ordered, had, others), ...portProblems(ordered, others)];
  return { object: withContent(service, { spec: ordered }), problems };
}

const NAMED_DEFAULTS = { sessionAffinity: 'None' };
const DEFAULTS = {
  type: 'ClusterIP',
  ...NAMED_DEFAULTS,
  ipFamilies: ['IPv4'],
  ipFamilyPolicy: 'SingleStack',
  internalTrafficPolicy: 'Cluster',
};
/** Headless without a selector: whoever makes its endpoints may make them of both families. */
const FREE_DEFAULTS = { ...DEFAULTS, ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' };

/** Ports are recognized by protocol and number: what had a port of the nodes keeps it. */
function settlePorts(spec: JsonObject, had: JsonObject, others: readonly ApiObject[]): JsonObject[] {
  const isOpen = ['NodePort', 'LoadBalancer'].includes(textAt(spec, 'type'));
  const taken = new Set(others.flatMap(nodePortsOf));
  return objectsAt(spec, 'ports').map(({ name, protocol = 'TCP', appProtocol, port, targetPort = port, nodePort }) => {
    const old = objectsAt(had, 'ports').find((it) => it['port'] === port && it['protocol'] === protocol);
    const chosen = (nodePort === 0 ? undefined : nodePort) ?? old?.['nodePort'] ?? freePort(taken);
    if (isOpen) taken.add(Number(chosen));
    return withFields({}, { name, protocol, appProtocol, port, targetPort, nodePort: isOpen ? chosen : undefined });
  });
}

function addressProblems(spec: JsonObject, had: JsonObject, others: readonly ApiObject[]): FieldProblem[] {
  const clusterIP = textAt(spec, 'clusterIP');
  const old = had['clusterIP'];
  const addresses = `Invalid value: ${encodeJson([clusterIP], 'given')}`;
  if (old !== undefined && clusterIP !== '' && clusterIP !== old) {
    return [invalid('spec.clusterIPs[0]', `${addresses}: may not change once set`)];
  }
  const isTaken = clusterIP !== 'None' && others.some((other) => objectAt(other, 'spec')['clusterIP'] === clusterIP);
  if (clusterIP === '' || old !== undefined || !isTaken) return [];
  const why = `failed to allocate IP ${clusterIP}: provided IP is already allocated`;
  return [invalid('spec.clusterIPs', `${addresses}: ${why}`)];
}

function portProblems(spec: JsonObject, others: readonly ApiObject[]): FieldProblem[] {
  const taken = new Set(others.flatMap(nodePortsOf));
  return objectsAt(spec, 'ports').flatMap(({ nodePort }, index): FieldProblem[] => {
    if (nodePort === undefined) return [];
    const why = taken.has(Number(nodePort))
      ? 'provided port is already allocated'
      : `provided port is not in the valid range. The range of valid ports is ${FIRST_PORT}-${LAST_PORT}`;
    const isFine = !taken.has(Number(nodePort)) && Number(nodePort) >= FIRST_PORT && Number(nodePort) <= LAST_PORT;
    return isFine ? [] : [invalid(`spec.ports[${index}].nodePort`, `Invalid value: ${Number(nodePort)}: ${why}`)];
  });
}

function nodePortsOf(service: ApiObject): number[] {
  const ports = objectsAt(objectAt(service, 'spec'), 'ports').map(({ nodePort }) => nodePort);
  return ports.filter((port) => typeof port === 'number');
}

/** Given in turn: a number that is drawn would now and then be one that a later Service asks for. */
function freePort(taken: ReadonlySet<number>): number {
  let port = FIRST_GIVEN_PORT;
  while (taken.has(port)) port++;
  return port;
}

function freeAddress(others: readonly ApiObject[]): string {
  const taken = new Set(others.map((other) => objectAt(other, 'spec')['clusterIP']));
  let number = 1;
  while (taken.has(addressOf(number))) number++;
  return addressOf(number);
}

/** Of 10.96.1.0 and on. */
function addressOf(number: number): string {
  return `10.96.${1 + (number >> 8)}.${number & 0xff}`;
}

function invalid(field: string, message: string): FieldProblem {
  return { field, reason: 'FieldValueInvalid', message };
}
