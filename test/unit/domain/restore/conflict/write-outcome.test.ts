import { describe, expect, it } from 'vitest';
import { reasonOfRefusal } from '../../../../../src/domain/restore/conflict/write-outcome.ts';

const USER = 'User "system:serviceaccount:lifeboat-restore:lifeboat-restore"';

/** What real API servers say. */
const REFUSALS: readonly (readonly [string, number, string, string])[] = [
  [
    'row 90: a webhook says no',
    400,
    'rejected',
    'admission webhook "policy.example.com" denied the request: images must come from our registry',
  ],
  [
    'row 90: a policy says no',
    422,
    'rejected',
    `deployments.apps "web" is forbidden: ValidatingAdmissionPolicy 'replicas' with binding 'all' denied request: failed expression: object.spec.replicas <= 5`,
  ],
  [
    'row 90: Pod security says no',
    403,
    'rejected',
    'pods "web" is forbidden: violates PodSecurity "restricted:latest": privileged (container "web" must not set securityContext.privileged=true)',
  ],
  [
    'row 90: a limit range says no',
    403,
    'rejected',
    'pods "web" is forbidden: maximum cpu usage per Container is 2, but limit is 4',
  ],
  [
    'row 91: a webhook does not answer',
    500,
    'write-failed',
    'Internal error occurred: failed calling webhook "policy.example.com": failed to call webhook: Post "https://policy.shop.svc:443/?timeout=10s": no endpoints available for service "policy"',
  ],
  [
    'row 92: a quota is used up',
    403,
    'quota-exceeded',
    'pods "web" is forbidden: exceeded quota: small, requested: pods=1, used: pods=5, limited: pods=5',
  ],
  [
    'row 93: a field is immutable',
    422,
    'immutable-field',
    'Service "web" is invalid: spec.clusterIPs[0]: Invalid value: ["10.0.0.9"]: may not change once set',
  ],
  [
    'row 93: a StatefulSet may change little',
    422,
    'immutable-field',
    `StatefulSet.apps "db" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden`,
  ],
  [
    'row 98: the namespace is being deleted',
    403,
    'namespace-unusable',
    'configmaps "settings" is forbidden: unable to create new content in namespace shop because it is being terminated',
  ],
  ['row 98: there is no namespace', 404, 'namespace-unusable', 'namespaces "shop" not found'],
  ['the object is being deleted', 409, 'object-terminating', 'object is being deleted: pods "web" already exists'],
  ['row 99: the type is not served', 404, 'type-missing', 'the server could not find the requested resource'],
  [
    'row 103: RBAC says no',
    403,
    'forbidden',
    `deployments.apps is forbidden: ${USER} cannot create resource "deployments" in API group "apps" in the namespace "shop"`,
  ],
  [
    'row 103: RBAC lets nobody give what he has not',
    403,
    'forbidden',
    `roles.rbac.authorization.k8s.io "admin" is forbidden: user "system:serviceaccount:a:b" (groups=["x"]) is attempting to grant RBAC permissions not currently held: {APIGroups:[""], Resources:["secrets"], Verbs:["get"]}`,
  ],
  ['row 104: the request is too large', 413, 'item-too-large', 'Request entity too large: limit is 3145728'],
  ['row 104: etcd takes no more', 500, 'item-too-large', 'etcdserver: request is too large'],
  [
    'row 104: the data is too long',
    422,
    'item-too-large',
    'ConfigMap "huge" is invalid: []: Too long: may not be more than 1048576 bytes',
  ],
  [
    'a node port is taken',
    422,
    'rejected',
    'Service "web" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
  ],
  [
    'the object moved',
    409,
    'write-failed',
    'Operation cannot be fulfilled on configmaps "a": the object has been modified',
  ],
  ['the server fails', 500, 'write-failed', 'etcdserver: leader changed'],
  ['the type takes no create', 405, 'rejected', 'the server does not allow this method on the requested resource'],
];

describe('a refused write', () => {
  it.each(REFUSALS)('%s (%i): %s', (_, status, reason, message) => {
    expect(reasonOfRefusal({ status, reason: '', message })).toEqual({ reason, detail: expect.any(String) });
  });

  it('is told in the words of the server, on one line', () => {
    const message = 'admission webhook "x" denied the request:\n  no';

    expect(reasonOfRefusal({ status: 400, reason: '', message }).detail).toBe(
      'admission webhook "x" denied the request: no',
    );
  });

  it('is told without the objects that it quotes, and at most 300 characters long', () => {
    const dump = `{"labels":{"a":"b"},"Spec":{"Env":[{"Name":"PASSWORD","Value":"canary"}]}}`;
    const message = `Job.batch "a" is invalid: spec.template: Invalid value: ${dump}: field is immutable; spec: Invalid value: core.PodSpec{Volumes:{canary}}: no${'.'.repeat(400)}`;

    const { detail } = reasonOfRefusal({ status: 422, reason: 'Invalid', message });

    expect(detail).toMatch(
      /^Job.batch "a" is invalid: spec.template: Invalid value: field is immutable; spec: Invalid value: no\.+…$/,
    );
    expect(detail).toHaveLength(300);
  });

  it('is told by its status where the server says nothing', () => {
    expect(reasonOfRefusal({ status: 503, reason: 'ServiceUnavailable', message: '' })).toEqual({
      reason: 'write-failed',
      detail: '503 ServiceUnavailable',
    });
  });
});
