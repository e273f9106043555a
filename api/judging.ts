import type { WorkingCalendar } from '../domain/working-days.ts';
import type { PrismaClient } from '../generated/engine/client.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sealer } from '../platform/sealing.ts';
import type { PolicyStore } from '../records/policy-versions.ts';
import type { TellCase } from './cases/tell.ts';
import type { PublishedPolicies } from './published-policies.ts';
import type { ApplicationReads } from './reads/applications.ts';
import { createAsking } from './rounds/asking.ts';
import { createCasting } from './rounds/casting.ts';
import { createChair } from './rounds/chair.ts';
import { createDrawRepetition } from './rounds/draw.ts';
import { createRoundMembers } from './rounds/members.ts';
import { createMyBallots } from './rounds/my-ballots.ts';
import { createRoundOpening } from './rounds/opening.ts';
import { createPanelReads } from './rounds/panel.ts';
import { createRoundRecords } from './rounds/record.ts';
import { createRoundReads } from './rounds/rounds.ts';
import { createRoundRecusals } from './rounds/standing-aside.ts';
import { ballotRoutes } from './routes/ballots.ts';
import { roundRoutes } from './routes/rounds.ts';
import type { Speaker } from './speaker.ts';

export interface JudgingParts {
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
export function composeJudging({ published, ...parts }: JudgingParts) {
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
