/**
 * Once a day the calendar is asked whether a round of the monthly batch is due, in every region that decides in rounds.
 */
import { roundTrigger as trigger } from './effects.ts';
import { now, today } from '../time.ts';

export async function roundTrigger(): Promise<void> {
  await trigger.openRoundsDue({ today: today(), at: now() });
}
