import { expect, it } from 'vitest';
import { isOfRounds, playScenarios } from './playing.ts';

const proved = playScenarios(isOfRounds);

it('show the worked cases of the monthly batch', () => {
  expect(proved).toEqual(expect.arrayContaining(['V08', 'V09']));
});
