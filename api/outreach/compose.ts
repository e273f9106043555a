import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { CaseStore } from '../../store/cases/port.ts';
import { createSubmissions } from '../../store/cases/submissions.ts';
import type { Consents } from '../../store/consents/consents.ts';
import type { EngineDatabase } from '../../store/database.ts';
import { contactActs } from '../../store/outreach/contact-acts.ts';
import { contactRecords } from '../../store/outreach/contacts.ts';
import { townshipResults } from '../../store/outreach/results.ts';
import { sinceRecords } from '../../store/outreach/since.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { outreachRoutes } from './routes.ts';
import type { Speaker } from '../http/speaker.ts';
import type { LookAhead } from '../cases/submission/outlook.ts';
import type { ReceiveSubmission } from '../cases/submission/receive.ts';
import type { StartApplication } from '../temporal/workflow-starter.ts';
import { createContactApplications } from './applying.ts';
import { createContactReads } from './contacts.ts';
import { createOutreachDesk } from './desk.ts';
import { createContactOutlook } from './outlook.ts';

interface OutreachParts extends EngineDatabase {
  cases: CaseStore;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
  speak: Speaker;
  receive: ReceiveSubmission;
  consents: Consents;
  start: StartApplication;
  lookAhead: LookAhead;
}

/** All that officers and helpers work with in outreach 主动办. */
export function composeOutreach({ prisma, run, ...common }: OutreachParts) {
  const parts = {
    ...common,
    records: contactRecords(prisma),
    acts: contactActs(prisma),
    since: sinceRecords(prisma),
  };
  const desk = createOutreachDesk(parts);
  return outreachRoutes({
    desk,
    reads: createContactReads(parts),
    lookAhead: createContactOutlook(parts),
    apply: createContactApplications({
      ...parts,
      desk,
      submissions: createSubmissions({ prisma, run }),
    }),
    results: (which) => townshipResults(prisma, which),
  });
}
