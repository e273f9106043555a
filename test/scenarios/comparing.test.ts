/** Expectations held against what is found: only what is written, and whatever differs with its path. */
import { expect, it } from 'vitest';
import { compared } from '../../proof/scenario/comparing.ts';

const found = {
  state: 'closed',
  members: { ruled: 2, carried: 0 },
  panel: { 'dr-he': { called: 2, cast: 2 } },
  reasons: ['a', 'b'],
};

it.each([
  ['what is not expected is not looked at', { state: 'closed', members: { ruled: 2 } }, []],
  ['a list is the same in any order', { reasons: ['b', 'a'] }, []],
  [
    'a field within a record',
    { members: { ruled: 2, carried: 1 } },
    [{ path: ['members', 'carried'], expected: 1, found: 0 }],
  ],
  [
    'a field within a record within a record',
    { panel: { 'dr-he': { cast: 1 } } },
    [{ path: ['panel', 'dr-he', 'cast'], expected: 1, found: 2 }],
  ],
  [
    'what is not there at all',
    { panel: { 'dr-lin': { cast: 1 } } },
    [{ path: ['panel', 'dr-lin'], expected: { cast: 1 }, found: 'none' }],
  ],
])('%s', (_what, expected, differences) => {
  expect(compared(expected, found)).toEqual(differences);
});
