import type { Clock } from '../../platform/clock.ts';
import type { TaskLimits } from '../../domain/tasks/limits.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { EngineDatabase } from '../../store/database.ts';
import { createInboxStore } from '../../store/inbox/inbox.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { Speaker } from '../http/speaker.ts';
import { taskReads } from '../tasks/compose.ts';
import { createInboxReads } from './reads.ts';
import { inboxRoutes } from './routes.ts';

interface InboxParts extends EngineDatabase {
  sealer: Sealer;
  clock: Clock;
  speak: Speaker;
  policies: PolicyStore;
  limits: TaskLimits;
}

/** What waits for whoever asks, and the next of it. */
export function composeInbox(parts: InboxParts) {
  const { clock } = parts;
  const inbox = createInboxStore(parts);
  return inboxRoutes(createInboxReads({ inbox, tasks: taskReads(parts), clock }));
}
