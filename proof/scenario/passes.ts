import { continuity } from '../../app/capabilities/continuity.ts';
import { outreach } from '../../app/capabilities/outreach.ts';
import { rounds } from '../../app/capabilities/rounds.ts';
import { sampling } from '../../app/capabilities/sampling.ts';

/** The passes that scenarios play, with their times as Temporal is told them elsewhere. */
export const passes = { ...continuity.passes, ...outreach.passes, ...rounds.passes, ...sampling.passes };
