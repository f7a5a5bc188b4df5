import { describe, expect, it } from 'vitest';
import { isBootstrapObject, makerOf } from '../../../../../src/domain/restore/planning/made-by-cluster.ts';
import { refOf } from '../../../../support/restore-builders.ts';

const labelled = (key: string, value: string) => ({ metadata: { labels: { [key]: value } } });
const annotated = (key: string, value: string) => ({ metadata: { annotations: { [key]: value } } });

describe('makerOf', () => {
  it.each([
    ['configmaps/shop/kube-root-ca.crt', {}],
    ['services/default/kubernetes', {}],
    ['endpoints/default/kubernetes', {}],
    ['endpointslices.discovery.k8s.io/default/kubernetes', {}],
    ['servicecidrs.networking.k8s.io/kubernetes', {}],
    ['endpoints/shop/web', labelled('endpoints.kubernetes.io/managed-by', 'endpoint-controller')],
    ['endpoints/shop/web', annotated('endpoints.kubernetes.io/last-change-trigger-time', '2026-11-21T09:54:10Z')],
    [
      'endpointslices.discovery.k8s.io/shop/web-57gvb',
      labelled('endpointslice.kubernetes.io/managed-by', 'endpointslice-controller.k8s.io'),
    ],
    ['ipaddresses.networking.k8s.io/10.96.0.1', labelled('ipaddress.kubernetes.io/managed-by', 'ipallocator.k8s.io')],
    [
      'leases.coordination.k8s.io/kube-system/apiserver-wlv32tlttr4jl3gtroqexyxapa',
      labelled('apiserver.kubernetes.io/identity', 'kube-apiserver'),
    ],
  ])('row 105: leaves to its controller what a controller keeps: %s', (item, object) => {
    expect(makerOf(refOf(item), object)).toMatch(/\w/);
  });

  it.each([
    ['configmaps/shop/settings', {}],
    ['services/shop/kubernetes', {}],
    ['endpoints/shop/manual', {}],
    ['endpointslices.discovery.k8s.io/shop/manual', labelled('kubernetes.io/service-name', 'manual')],
    [
      'endpointslices.discovery.k8s.io/shop/mesh',
      labelled('endpointslice.kubernetes.io/managed-by', 'mesh-controller.example.com'),
    ],
    ['ipaddresses.networking.k8s.io/10.96.0.9', labelled('ipaddress.kubernetes.io/managed-by', 'somebody')],
    ['servicecidrs.networking.k8s.io/more', {}],
    ['leases.coordination.k8s.io/kube-system/leader', {}],
    ['leases.coordination.k8s.io/shop/leader', labelled('apiserver.kubernetes.io/identity', 'kube-apiserver')],
    ['endpoints.example.com/default/kubernetes', {}],
  ])('restores what people made of the same types: %s', (item, object) => {
    expect(makerOf(refOf(item), object)).toBeUndefined();
  });
});

describe('isBootstrapObject', () => {
  it('knows what an API server mends at its start, and what somebody took out of its hands', () => {
    expect(isBootstrapObject(annotated('rbac.authorization.kubernetes.io/autoupdate', 'true'))).toBe(true);
    expect(isBootstrapObject(annotated('rbac.authorization.kubernetes.io/autoupdate', 'false'))).toBe(false);
    expect(isBootstrapObject(annotated('apf.kubernetes.io/autoupdate-spec', 'true'))).toBe(true);
    expect(isBootstrapObject({})).toBe(false);
  });
});
