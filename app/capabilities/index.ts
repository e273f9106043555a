import type { Capability } from '../capability.ts';
import { cases } from './case.ts';
import { consents } from './consents.ts';
import { continuity } from './continuity.ts';
import { documents } from './documents.ts';
import { handbook } from './handbook.ts';
import { inbox } from './inbox.ts';
import { notices } from './notices.ts';
import { outreach } from './outreach.ts';
import { reads } from './reads.ts';
import { rounds } from './rounds.ts';
import { sampling } from './sampling.ts';
import { settlement } from './settlement.ts';
import { staff } from './staff.ts';
import { tasks } from './tasks.ts';
import { upkeep } from './upkeep.ts';
import { visits } from './visits.ts';

/** All that the office can do. A new capability is a line here and a room of its name on each floor that it needs. */
export const capabilities: readonly Capability[] = [
  cases,
  tasks,
  inbox,
  visits,
  rounds,
  handbook,
  consents,
  notices,
  continuity,
  outreach,
  sampling,
  documents,
  staff,
  settlement,
  reads,
  upkeep,
];
