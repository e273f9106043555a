import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { CaseReads } from '../../store/cases/case-reads.ts';
import type { EngineDatabase } from '../../store/database.ts';
import type { AskRulesAgain } from '../../store/cases/asked-again.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import { createMemberRows } from '../../store/rounds/member-rows.ts';
import { createOpeningByHand } from '../../store/rounds/opening-by-hand.ts';
import { createRoundLocks } from '../../store/rounds/round-locks.ts';
import { createRoundRows } from '../../store/rounds/round-rows.ts';
import type { ApplicationReads } from '../cases/reads.ts';
import type { TellCase } from '../cases/tell.ts';
import type { Speaker } from '../http/speaker.ts';
import { createAsking } from './asking.ts';
import { ballotRoutes } from './ballot-routes.ts';
import { createCasting } from './casting.ts';
import { createChair } from './chair.ts';
import { createDrawRepetition } from './draw.ts';
import { createRoundMembers } from './members.ts';
import { createMyBallots } from './my-ballots.ts';
import { createRoundOpening } from './opening.ts';
import { createPanelReads } from './panel.ts';
import { createRoundRecords } from './record.ts';
import { createRoundReads } from './rounds.ts';
import { createRoundRecusals } from './standing-aside.ts';
import { roundRoutes } from './routes.ts';

interface RoundParts extends Pick<EngineDatabase, 'prisma'> {
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
  /** Those in force, for rounds opened by hand. */
  published: PublishedPolicies;
  calendar: WorkingCalendar;
  speak: Speaker;
  tell: TellCase;
  applications: ApplicationReads;
  caseReads: CaseReads;
  askRulesAgain: AskRulesAgain;
}

/** All that experts and the chair of a round 集中评审 work with. */
export function composeRounds(parts: RoundParts) {
  const { prisma, published } = parts;
  const rounds = createRoundRows(prisma);
  const members = createMemberRows(prisma);
  const desk = { ...parts, cases: parts.caseReads, rounds, members, locks: createRoundLocks(parts) };
  const reads = createRoundReads(desk);
  const panel = createPanelReads(desk);
  return [
    ...ballotRoutes({ ballots: createMyBallots(desk), cast: createCasting(desk) }),
    ...roundRoutes({
      reads,
      panel,
      repeatDraw: createDrawRepetition(desk),
      members: createRoundMembers(desk),
      open: createRoundOpening({ ...parts, policies: published, byHand: createOpeningByHand(prisma) }),
      ask: createAsking(desk),
      recusals: createRoundRecusals(desk),
      chair: createChair(desk),
      record: createRoundRecords({ ...desk, reads, panel }),
    }),
  ];
}
