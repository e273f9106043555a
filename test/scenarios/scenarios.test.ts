import { expect, it } from 'vitest';
import { isOfRounds, playScenarios } from './playing.ts';

const proved = playScenarios((name) => !isOfRounds(name));

it('show the worked cases of the county and of the city', () => {
  expect(proved).toEqual(expect.arrayContaining(['V05', 'V06', 'V07', 'V10', 'V11']));
});
