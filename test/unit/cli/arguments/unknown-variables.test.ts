import { expect, it } from 'vitest';
import { unknownVariables } from '../../../../src/cli/arguments/unknown-variables.ts';

it('finds variables that are no twin of an option, with the nearest that is', () => {
  const unknown = unknownVariables(
    { LIFEBOAT_CLUSTER_NAM: 'x', LIFEBOAT_CLUSTER_NAME: 'x', LIFEBOAT_XYZ: '1', HOME: '/home/me' },
    ['clusterName'],
  );

  expect(unknown).toEqual([
    { name: 'LIFEBOAT_CLUSTER_NAM', nearest: 'LIFEBOAT_CLUSTER_NAME' },
    { name: 'LIFEBOAT_XYZ', nearest: undefined },
  ]);
});

it('passes over what the kubelet says about a Service called lifeboat', () => {
  const links = ['SERVICE_HOST', 'SERVICE_PORT', 'SERVICE_PORT_HTTP', 'PORT', 'PORT_80_TCP', 'PORT_80_TCP_ADDR'];

  const unknown = unknownVariables(Object.fromEntries(links.map((link) => [`LIFEBOAT_${link}`, 'x'])), []);

  expect(unknown).toEqual([]);
});
