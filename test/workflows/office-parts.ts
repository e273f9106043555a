/** What the office's effects work with: the stores of production, and a far edge that behaves badly on purpose. */
import type { Client } from '@temporalio/client';
import { createLooks } from '../../activities/case/known-facts.ts';
import { createUndeliverableActivities } from '../../activities/notices/undeliverable-activities.ts';
import { createNoticeActivities } from '../../activities/notices/notice-activities.ts';
import { createContactNoticeActivities } from '../../activities/outreach/contact-notice-activities.ts';
import { createOutreachActivities } from '../../activities/outreach/outreach-activities.ts';
import { capabilities } from '../../app/capabilities/index.ts';
import type { EffectParts } from '../../app/effect-parts.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { createLogger } from '../../platform/log.ts';
import { texts } from '../../platform/texts.ts';
import { createPrismaAlarms } from '../../store/alarms/alarms.ts';
import { besideCase, besideIn, type BesideRow } from '../../store/cases/beside.ts';
import { createPrismaCaseStore } from '../../store/cases/case-store.ts';
import { createPrismaRecognitions } from '../../store/cases/recognitions.ts';
import { createPrismaOutreach } from '../../store/outreach/outreach-store.ts';
import type { PublishedPolicy } from '../../store/policies/published-policies.ts';
import { createPolicyStore } from '../../store/policies/policy-versions.ts';
import { createPrismaRoundBook, createPrismaRounds } from '../../store/rounds/round-store.ts';
import type { ReadFacts } from '../../store/registers/registered-facts.ts';
import { createSubjectStore } from '../../store/subjects/effects.ts';
import { createTaskStore } from '../../store/tasks/task-store.ts';
import { serve, type ServedEffects } from '../../worker/served-effects.ts';
import { noticeEffects, undeliverableEffects } from '../../workflows/notices/effects.ts';
import { claimOutreachEffects, contactNoticeEffects, outreachEffects } from '../../workflows/outreach/effects.ts';
import {
  NotifierInMemory,
  RegistryInMemory,
  SettlementInMemory,
  TreatmentsInMemory,
  UndeliveredInMemory,
} from './far-edge.ts';
import type { Records } from './records.ts';
import { referenceOf, rizhao } from './stories.ts';

/** Weekends off and no other day, for whatever years the tests run in. */
export const calendar = {
  from: '2020-01-01',
  until: '2099-12-31',
  daysOff: [],
  daysWorked: [],
} as unknown as WorkingCalendar;

export const log = createLogger('test', 'silent');

export type FarEdge = ReturnType<typeof createFarEdge>;

export function createFarEdge() {
  return {
    settlement: new SettlementInMemory(),
    notifier: new NotifierInMemory(),
    undelivered: new UndeliveredInMemory(),
    treatments: new TreatmentsInMemory(),
    registry: new RegistryInMemory(),
  };
}

export type OfficeParts = ReturnType<typeof createOfficeParts>;

export function createOfficeParts({ database, sealer }: Records, client: Client, edge: FarEdge) {
  const { prisma, run } = database;
  const { registry, settlement, notifier } = edge;
  const store = createPrismaCaseStore(database, sealer);
  const policies = createPolicyStore(prisma);
  const factsOf: ReadFacts = async (personId, asking) => ({
    ...(await registry.factsOf(personId)),
    ...besideIn(await run<BesideRow>(besideCase(personId, asking?.caseId))),
  });
  return {
    prisma,
    sealer,
    log,
    temporal: { client: () => client },
    store,
    policies,
    inForce: { openRegion: () => published(rizhao), all: () => [published(rizhao)] },
    calendar,
    registry,
    factsOf,
    looks: createLooks(factsOf),
    settlement,
    notifier,
    subjects: createSubjectStore(run, sealer),
    tasks: createTaskStore(prisma),
    recognitions: createPrismaRecognitions(database),
    rounds: createPrismaRounds(prisma),
    book: createPrismaRoundBook(prisma),
    alarms: createPrismaAlarms(prisma),
    notices: createNoticeActivities({ store, policies, notifier, registry, texts }),
  };
}

/** Of all capabilities; those that ask services beside us by themselves meet the far edge here. */
export function servedEffects(shared: OfficeParts, edge: FarEdge): ServedEffects[] {
  const parts = shared as unknown as EffectParts;
  const atTheEdge: Readonly<Record<string, () => readonly ServedEffects[]>> = {
    notices: () => [
      serve(noticeEffects, parts.notices),
      serve(undeliverableEffects, createUndeliverableActivities({ ...parts, ...edge })),
    ],
    outreach: () => {
      const contacts = createPrismaOutreach(parts.prisma, parts.sealer);
      const activities = createOutreachActivities({ ...parts, contacts, settled: edge.treatments });
      return [
        serve(outreachEffects, activities),
        serve(claimOutreachEffects, activities),
        serve(contactNoticeEffects, createContactNoticeActivities({ ...parts, contacts, texts })),
      ];
    },
  };
  return capabilities.flatMap(({ word, effects }) => (atTheEdge[word] ?? effects)?.(parts) ?? []);
}

/** As the policies are published: the policy, and how a case names it. */
function published(policy: Policy): PublishedPolicy {
  return { policy, reference: referenceOf(policy) };
}
