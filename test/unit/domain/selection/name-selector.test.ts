import { expect, it } from 'vitest';
import { nameSelector } from '../../../../src/domain/selection/name-selector.ts';

it.each([
  ['widgets.example.com', 'metadata.name=widgets.example.com'],
  ['MyApp:Admin', 'metadata.name=MyApp:Admin'],
  ['a,b=c\\d', String.raw`metadata.name=a\,b\=c\\d`],
])('lists %s alone', (name, expected) => {
  expect(nameSelector(name)).toBe(expected);
});
