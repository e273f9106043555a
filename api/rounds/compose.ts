import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { TellCase } from '../cases/tell.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import type { ApplicationReads } from '../cases/reads.ts';
import { createAsking } from './asking.ts';
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
import { ballotRoutes } from './ballot-routes.ts';
import { roundRoutes } from './routes.ts';
import type { Speaker } from '../http/speaker.ts';

interface RoundParts {
  prisma: PrismaClient;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
  /** Those in force, for rounds opened by hand. */
  published: PublishedPolicies;
  calendar: WorkingCalendar;
  speak: Speaker;
  tell: TellCase;
  applications: ApplicationReads;
}

/** All that experts and the chair of a round 集中评审 work with. */
export function composeRounds({ published, ...parts }: RoundParts) {
  const rounds = createRoundReads(parts);
  const panel = createPanelReads(parts);
  return [
    ...ballotRoutes({ ballots: createMyBallots(parts), cast: createCasting(parts) }),
    ...roundRoutes({
      reads: rounds,
      panel,
      repeatDraw: createDrawRepetition(parts),
      members: createRoundMembers(parts),
      open: createRoundOpening({ ...parts, policies: published }),
      ask: createAsking(parts),
      recusals: createRoundRecusals(parts),
      chair: createChair(parts),
      record: createRoundRecords({ ...parts, rounds, panel }),
    }),
  ];
}
