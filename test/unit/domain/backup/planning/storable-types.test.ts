import { expect, it } from 'vitest';
import { storableTypes } from '../../../../../src/domain/backup/planning/storable-types.ts';
import { formatGroupResource } from '../../../../../src/domain/resource.ts';
import { aResourceType } from '../../../../support/builders.ts';

it('takes what can be listed and created again, core group first, claims and volumes beside pods', () => {
  const types = [
    aResourceType({ group: 'extensions', resource: 'things' }),
    aResourceType({ group: 'apps', resource: 'deployments' }),
    aResourceType({ resource: 'configmaps' }),
    aResourceType({ resource: 'persistentvolumes' }),
    aResourceType({ resource: 'persistentvolumeclaims' }),
    aResourceType({ resource: 'pods' }),
    aResourceType({ resource: 'componentstatuses', verbs: ['get', 'list'] }),
  ];

  const names = storableTypes(types).types.map(formatGroupResource);

  expect(names).toEqual([
    'pods',
    'persistentvolumeclaims',
    'persistentvolumes',
    'configmaps',
    'deployments.apps',
    'things.extensions',
  ]);
});
