import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { drawPanel } from '../../domain/rounds/draw.ts';
import { panelOf, specialtyOf } from '../../domain/rounds/panel.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { RoundName, RoundRows } from '../../store/rounds/round-rows.ts';
import { requirePermission } from '../http/authentication.ts';

interface Dependencies {
  rounds: RoundRows;
  policies: PolicyStore;
}

export type RepeatDraw = ReturnType<typeof createDrawRepetition>;

/**
 * Draws the panel again, with the seed and the register as kept and the members as they were then, and holds it against
 * the judges as recorded. @throws DomainError STATE_CONFLICT before it has been drawn
 */
export function createDrawRepetition({ rounds, policies }: Dependencies) {
  return async function repeat(name: RoundName, caller: Caller) {
    const { id: roundId, region, seed, state, policyVersionId } = await rounds.get(name);
    requirePermission('readPanel', caller, { region });
    const drawn = await rounds.stepTaken(roundId, 'callPanel');
    if (!drawn || seed === null)
      throw new DomainError('STATE_CONFLICT', 'The panel has not been drawn yet.', {
        params: { action: 'readPanel', state },
      });
    const policy = await policies.get(policyVersionId);
    const [toDraw, register, recorded] = await Promise.all([
      rounds.membersToDraw(roundId, drawn.at),
      rounds.register(roundId),
      rounds.judges(roundId),
    ]);
    const members = toDraw.map(({ disease, ...member }) => ({ ...member, specialty: specialtyOf(policy, disease) }));
    const { experts } = panelOf(policy);
    const again = new Map(drawPanel(seed, members, register, experts).map(({ caseId, judges }) => [caseId, judges]));
    return {
      seed,
      drawnAt: drawn.at.toISOString(),
      experts,
      members: members.map(({ caseId, ...drawnBy }) => {
        const judges = recorded.get(caseId)!;
        return {
          applicationId: caseId,
          ...drawnBy,
          barred: [...drawnBy.barred],
          drawn: judges.slice(0, experts),
          reserve: judges.slice(experts),
          repeated: sameOrder(judges, again.get(caseId) ?? []),
        };
      }),
    };
  };
}

function sameOrder(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((judge, place) => judge === other[place]);
}
