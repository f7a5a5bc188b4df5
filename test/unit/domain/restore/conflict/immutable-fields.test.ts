import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../src/domain/json/exact-json.ts';
import { parseGroupResource } from '../../../../../src/domain/resource.ts';
import { changedImmutableField } from '../../../../../src/domain/restore/conflict/immutable-fields.ts';

const changed = (type: string, live: JsonObject, wanted: JsonObject) =>
  changedImmutableField(parseGroupResource(type), live, wanted);
const spec = (fields: JsonObject): JsonObject => ({ spec: fields });

describe('a field that an update cannot change', () => {
  it.each<[string, JsonObject, JsonObject, string]>([
    ['deployments.apps', spec({ selector: { a: 1 } }), spec({ selector: { a: 2 } }), 'spec.selector'],
    ['deployments.apps', spec({ selector: { a: 1, b: 1 } }), spec({ selector: { a: 1 } }), 'spec.selector'],
    ['statefulsets.apps', spec({ serviceName: 'a' }), spec({ serviceName: 'b' }), 'spec.serviceName'],
    ['statefulsets.apps', spec({}), spec({ volumeClaimTemplates: [{}] }), 'spec.volumeClaimTemplates'],
    ['jobs.batch', spec({ completions: 1 }), spec({ completions: 2 }), 'spec.completions'],
    ['jobs.batch', spec({ template: { spec: { a: 1 } } }), spec({ template: { spec: { a: 2 } } }), 'spec.template'],
    ['persistentvolumeclaims', spec({ accessModes: ['RWO'] }), spec({ accessModes: ['RWX'] }), 'spec.accessModes'],
    ['persistentvolumeclaims', spec({ volumeName: 'a' }), spec({ volumeName: 'b' }), 'spec.volumeName'],
    ['persistentvolumes', spec({ nfs: { path: '/a' } }), spec({ nfs: { path: '/b' } }), 'spec.nfs'],
    ['rolebindings.rbac.authorization.k8s.io', { roleRef: { name: 'a' } }, { roleRef: { name: 'b' } }, 'roleRef'],
    ['storageclasses.storage.k8s.io', { parameters: { a: '1', b: '2' } }, { parameters: { a: '1' } }, 'parameters'],
    ['secrets', { type: 'Opaque' }, { type: 'kubernetes.io/tls' }, 'type'],
    ['secrets', { immutable: true, data: { a: '1' } }, { immutable: true, data: { a: '2' } }, 'data'],
    ['configmaps', { immutable: true, data: { a: '1' } }, { data: { a: '1' } }, 'immutable'],
    ['priorityclasses.scheduling.k8s.io', { value: 1 }, { value: 2 }, 'value'],
    ['services', spec({ clusterIP: 'None' }), spec({}), 'spec.clusterIP'],
    ['services', spec({ ipFamilies: ['IPv4'] }), spec({ ipFamilies: ['IPv6'] }), 'spec.ipFamilies'],
    [
      'services',
      spec({ type: 'LoadBalancer' }),
      spec({ type: 'LoadBalancer', loadBalancerClass: 'a' }),
      'spec.loadBalancerClass',
    ],
    ['pods', spec({ containers: [{ name: 'a' }] }), spec({ containers: [{ name: 'b' }] }), 'spec.containers'],
    ['pods', spec({ hostNetwork: true }), spec({ hostNetwork: false }), 'spec.hostNetwork'],
    [
      'customresourcedefinitions.apiextensions.k8s.io',
      spec({ names: { plural: 'a' } }),
      spec({ names: { plural: 'b' } }),
      'spec.names.plural',
    ],
  ])('row 93: of %s is named: from %j to %j', (type, live, wanted, field) => {
    expect(changed(type, live, wanted)).toBe(field);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['deployments.apps', spec({ replicas: 1 }), spec({ replicas: 2 })],
    ['statefulsets.apps', spec({ template: { a: 1 } }), spec({ template: { a: 2 } })],
    ['statefulsets.apps', spec({ serviceName: 'a', podManagementPolicy: 'OrderedReady' }), spec({ serviceName: 'a' })],
    ['jobs.batch', spec({ parallelism: 1, suspend: true }), spec({ parallelism: 2, suspend: false })],
    ['jobs.batch', spec({ template: { a: 1, defaulted: true } }), spec({ template: { a: 1 } })],
    ['persistentvolumeclaims', spec({ resources: { a: 1 } }), spec({ resources: { a: 2 }, volumeName: 'b' })],
    ['persistentvolumes', spec({ capacity: { a: 1 } }), spec({ capacity: { a: 2 } })],
    ['secrets', { type: 'Opaque', data: { a: '1' } }, { type: 'Opaque', data: { a: '2' } }],
    ['configmaps', { data: { a: '1' } }, { data: { a: '2' }, immutable: true }],
    ['services', spec({ type: 'ExternalName' }), spec({ type: 'ClusterIP', clusterIP: 'None' })],
    ['services', spec({ ipFamilies: ['IPv4', 'IPv6'] }), spec({ ipFamilies: ['IPv4'] })],
    ['pods', spec({ containers: [{ name: 'a', image: 'x:1' }] }), spec({ containers: [{ name: 'a', image: 'x:2' }] })],
    ['pods', spec({ nodeName: 'n', tolerations: [] }), spec({ tolerations: [{}] })],
    ['widgets.example.com', spec({ a: 1 }), spec({ a: 2 })],
    ['__proto__', spec({ a: 1 }), spec({ a: 2 })],
  ])('is none where %s may change: from %j to %j', (type, live, wanted) => {
    expect(changed(type, live, wanted)).toBeUndefined();
  });
});
