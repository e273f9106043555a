/** Once a day the audit chains are put under one hash. */
import { reconciling } from '../effects.ts';
import { now, today } from '../time.ts';

export async function anchorAudit(): Promise<void> {
  await reconciling.anchorAudit({ day: today(), at: now() });
}
