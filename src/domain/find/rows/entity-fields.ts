import type { EntityRow } from '../entities.ts';
import type { Fields } from '../filter/field.ts';

/** What entities are filtered and ordered by. */
export const ENTITY_FIELDS: Fields<EntityRow> = {
  name: { kind: 'text', description: 'namespace/<name>, or cluster', value: ({ name }) => name },
  type: { kind: 'text', description: 'namespace or cluster', value: ({ type }) => type },
  policy: { kind: 'text', description: 'Policies that take anything of it', value: ({ policies }) => policies },
  protected: { kind: 'flag', description: 'Anything of it is backed up', value: ({ items }) => items > 0 },
  items: { kind: 'number', description: 'Objects that are backed up', value: ({ items }) => items },
  claims: { kind: 'number', description: 'Claims without data', value: ({ claimsWithoutData }) => claimsWithoutData },
};
