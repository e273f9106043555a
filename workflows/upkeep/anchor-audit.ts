/** Once a day the audit chains are put under one hash. */
import { now, today } from '../time.ts';
import { upkeep } from './effects.ts';

export async function anchorAudit(): Promise<void> {
  await upkeep.anchorAudit({ day: today(), at: now() });
}
