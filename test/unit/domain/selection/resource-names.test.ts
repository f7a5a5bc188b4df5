import { describe, expect, it } from 'vitest';
import { resolveResourceNames } from '../../../../src/domain/selection/resource-names.ts';
import { aResourceType } from '../../../support/builders.ts';

const types = [
  aResourceType(),
  aResourceType({
    group: 'apps',
    resource: 'deployments',
    kind: 'Deployment',
    singular: 'deployment',
    shortNames: ['deploy'],
  }),
  aResourceType({ resource: 'events', kind: 'Event', singular: 'event', shortNames: ['ev'] }),
  aResourceType({ group: 'events.k8s.io', resource: 'events', kind: 'Event', singular: 'event', shortNames: ['ev'] }),
  aResourceType({ group: 'shop.example.com', resource: 'orders', kind: 'Order', singular: 'order', shortNames: [] }),
];

describe('resolveResourceNames', () => {
  it.each([
    ['configmaps', ['configmaps']],
    ['cm', ['configmaps']],
    ['ConfigMap', ['configmaps']],
    ['deploy', ['deployments.apps']],
    ['deployment.apps', ['deployments.apps']],
    ['deployments.apps', ['deployments.apps']],
    ['order.shop.example.com', ['orders.shop.example.com']],
    ['events', ['events']],
    ['events.events.k8s.io', ['events.events.k8s.io']],
    ['*.example.com', ['*.example.com']],
    ['*', ['*']],
  ])('spells %s as discovery does', (written, expected) => {
    const resolved = resolveResourceNames([written], types);

    expect(resolved).toEqual({ entries: expected, unknown: [] });
  });

  it.each(['deploymnets', 'deployments.batch', '*.nowhere.io'])('keeps %s as written and reports it', (written) => {
    const resolved = resolveResourceNames([written], types);

    expect(resolved).toEqual({ entries: [written], unknown: [written] });
  });
});
