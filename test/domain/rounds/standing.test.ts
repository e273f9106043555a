import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import type { Role } from '../../../domain/access/grants.ts';
import {
  checkPermittedRoundAction,
  permittedRoundActions,
  roundStates,
  type RoundState,
} from '../../../domain/rounds/standing.ts';

const caller = (...roles: Role[]): Caller => ({ subject: 'expert-1', roles, regions: ['rizhao'] });
const asked = { region: 'rizhao', assignee: 'expert-1' };
const notAsked = { region: 'rizhao', assignee: null };

describe('what can be done to a round', () => {
  test.each<[role: Role, state: RoundState, actions: readonly string[]]>([
    ['expert', 'announced', []],
    ['expert', 'voting', ['castBallot', 'recuseFromRound', 'askFromRound']],
    ['expert', 'closed', ['readBallots']],
    ['expert', 'published', ['readBallots']],
    ['supervisor', 'announced', []],
    ['supervisor', 'voting', []],
    ['supervisor', 'closed', ['setAside', 'signRound', 'readBallots']],
    ['supervisor', 'signed', ['readBallots', 'exportRound']],
    ['supervisor', 'published', ['readBallots', 'exportRound']],
  ])('by a %s while it is %s', (role, state, actions) => {
    expect(permittedRoundActions({ state }, caller(role), asked)).toEqual(actions);
  });

  test('an expert who was not asked does nothing', () => {
    for (const state of roundStates) expect(permittedRoundActions({ state }, caller('expert'), notAsked)).toEqual([]);
  });

  test('nobody reads a ballot while there are any to come', () => {
    for (const state of ['announced', 'voting'] as const) {
      expect(() => checkPermittedRoundAction('readBallots', { state })).toThrow(
        expect.objectContaining({ code: 'STATE_CONFLICT', params: { action: 'readBallots', state } }),
      );
    }
    expect(() => checkPermittedRoundAction('readBallots', { state: 'closed' })).not.toThrow();
  });
});
