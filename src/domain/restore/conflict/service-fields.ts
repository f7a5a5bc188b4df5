import { isSameJson } from '../../json/canonical.ts';
import { type JsonObject, listAt, textAt, valueAt } from '../../json/exact-json.ts';

/**
 * The field that keeps a Service from becoming another (`ValidateServiceUpdate`): its address, which preparation leaves
 * only on headless ones, the family of that address, and the class of its load balancer. A Service without any address
 * (ExternalName) may become one with and the other way round.
 */
export function changedServiceField(live: JsonObject, wanted: JsonObject): string | undefined {
  const [was, becomes] = [typeOf(live), typeOf(wanted)];
  if (was === 'ExternalName' || becomes === 'ExternalName') return undefined;
  if (textAt(live, 'spec', 'clusterIP') !== textAt(wanted, 'spec', 'clusterIP')) return 'spec.clusterIP';
  const [family] = listAt(live, 'spec', 'ipFamilies');
  const [wantedFamily] = listAt(wanted, 'spec', 'ipFamilies');
  if (family !== undefined && wantedFamily !== undefined && family !== wantedFamily) return 'spec.ipFamilies';
  const isBalancer = was === 'LoadBalancer' && becomes === 'LoadBalancer';
  const isSameClass = isSameJson(classOf(live), classOf(wanted));
  return isBalancer && !isSameClass ? 'spec.loadBalancerClass' : undefined;
}

function typeOf(service: JsonObject): string {
  return textAt(service, 'spec', 'type') ?? 'ClusterIP';
}

function classOf(service: JsonObject): unknown {
  return valueAt(service, 'spec', 'loadBalancerClass');
}
