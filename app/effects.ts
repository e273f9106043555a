import { createHttpNotifier } from '../activities/notices/http-notifier.ts';
import { createHttpSettlement } from '../activities/settlement/http-settlement.ts';
import { createHttpTreatments } from '../activities/outreach/http-treatments.ts';
import { createHttpUndelivered } from '../activities/notices/http-undelivered.ts';
import { createPrismaAlarms } from '../store/alarms/alarms.ts';
import { createPrismaCaseStore } from '../store/cases/case-store.ts';
import { createPrismaLedger } from '../store/outbox/ledger.ts';
import { createPrismaOutreach } from '../store/outreach/outreach-store.ts';
import { createPrismaRecognitions } from '../store/cases/recognitions.ts';
import { createPrismaRoundBook, createPrismaRounds } from '../store/rounds/round-store.ts';
import { createPrismaRegistryEvents } from '../store/registers/registry-events.ts';
import { createPrismaSampling } from '../store/sampling/sampling-store.ts';
import { createPrismaRegistry } from '../store/registers/registry.ts';
import { createCaseActivities } from '../activities/case/case-activities.ts';
import { createContactNoticeActivities } from '../activities/outreach/contact-notice-activities.ts';
import { createFilingActivities } from '../activities/case/filing-activities.ts';
import { createHandbookActivities, createHandOver, type HandOver } from '../activities/handbook/handbook-activities.ts';
import { createNoticeActivities } from '../activities/notices/notice-activities.ts';
import { createOutreachActivities } from '../activities/outreach/outreach-activities.ts';
import { createReconcileActivities } from '../activities/upkeep/reconcile-activities.ts';
import { createRegistryEventActivities } from '../activities/continuity/registry-event-activities.ts';
import { createRenewalActivities } from '../activities/continuity/renewal-activities.ts';
import { createRoundActivities } from '../activities/rounds/round-activities.ts';
import { createRoundNoticeActivities } from '../activities/rounds/round-notice-activities.ts';
import { createRoundTriggerActivities } from '../activities/rounds/round-trigger-activities.ts';
import { createSamplingActivities } from '../activities/sampling/sampling-activities.ts';
import { createHandlingRecord } from '../activities/sampling/sampling-handling.ts';
import { createStepActivities } from '../activities/case/step-activities.ts';
import { createUndeliverableActivities } from '../activities/notices/undeliverable-activities.ts';
import { createVisitActivities } from '../activities/visits/visit-activities.ts';
import { createJsonClient } from '../platform/http-client.ts';
import { texts } from '../platform/texts.ts';
import { takeAnchor } from '../store/subjects/audit-anchors.ts';
import { createExecutionOf, createRoundExecutionOf } from '../worker/executions.ts';
import type { Activities } from '../worker/workers.ts';
import type { Facts } from '../domain/eligibility/verdict.ts';
import type { Sealer } from '../platform/sealing.ts';
import type { EngineDatabase } from '../store/database.ts';
import type { AppConfig } from './config.ts';
import { templateWordings } from './notice-templates.ts';
import type { Parts } from './parts.ts';
import { readWorkingCalendar } from './working-calendar.ts';

export interface Effects {
  readonly activities: Activities;
  close(): Promise<void>;
}

/** Handing a handbook over is an effect on the case like any other, though no workflow asks for it. */
export function handOverHandbooks(database: EngineDatabase, sealer: Sealer): HandOver {
  return createHandOver(createPrismaCaseStore(database, sealer));
}

/** What a supervisor says of a disagreement of the sampling check stands in the audit of the case. */
export function recordHandlings(database: EngineDatabase, sealer: Sealer) {
  return createHandlingRecord(createPrismaCaseStore(database, sealer));
}

/** What registries and earlier cases say of a person, for whoever asks before there is a case. */
export function registeredFacts(
  database: EngineDatabase,
  sealer: Sealer,
): (personId: string) => Promise<Omit<Facts, 'papers'>> {
  const registry = createPrismaRegistry(database, sealer);
  const store = createPrismaCaseStore(database, sealer);
  return async (personId) => {
    const [known, recognised] = await Promise.all([
      registry.factsOf(personId),
      store.recognisedOf({ id: noCase, personId }),
    ]);
    return { ...known, recognised };
  };
}

const noCase = '00000000-0000-0000-0000-000000000000';

/** Every effect of the workflows on the parts that they touch. */
export async function createEffects(config: AppConfig, parts: Parts): Promise<Effects> {
  const { prisma, sealer, policyStore: policies, log } = parts;
  const token = config.SERVICE_TOKEN;
  const settlement = createJsonClient({ dependency: 'settlement service', baseUrl: config.SETTLEMENT_URL, token });
  const notification = createJsonClient({
    dependency: 'notification service',
    baseUrl: config.NOTIFICATION_URL,
    token,
  });
  const store = createPrismaCaseStore(parts, sealer);
  const registry = createPrismaRegistry(parts, sealer);
  const recognitions = createPrismaRecognitions(prisma);
  const alarms = createPrismaAlarms(prisma);
  const inForce = await parts.publishedPolicies();
  const calendar = await readWorkingCalendar();
  const entitlements = createHttpSettlement(settlement);
  const rounds = createPrismaRounds(prisma);
  const book = createPrismaRoundBook(prisma);
  const notifier = createHttpNotifier(notification, templateWordings(inForce));
  const notices = createNoticeActivities({ store, policies, notifier, texts });
  const contacts = createPrismaOutreach(prisma, sealer);
  return {
    activities: {
      cases: createCaseActivities({ store, registry, policies, calendar, rounds }),
      steps: createStepActivities({ store, policies, calendar }),
      filing: createFilingActivities({ store, policies, calendar, settlement: entitlements }),
      visits: createVisitActivities({ store, policies }),
      handbooks: createHandbookActivities({ store, policies }),
      notices,
      rounds: createRoundActivities({ rounds, book, policies, calendar, alarms }),
      roundNotices: createRoundNoticeActivities({ rounds, notices }),
      roundTrigger: createRoundTriggerActivities({ book, inForce, calendar, alarms }),
      undeliverable: createUndeliverableActivities({
        store,
        policies,
        calendar,
        undelivered: createHttpUndelivered(notification),
      }),
      registryEvents: createRegistryEventActivities({
        store,
        registry,
        recognitions,
        policies,
        inForce,
        alarms,
        events: createPrismaRegistryEvents(prisma),
        settlement: entitlements,
      }),
      renewals: createRenewalActivities({ store, recognitions, inForce, settlement: entitlements, alarms }),
      outreach: createOutreachActivities({ contacts, settled: createHttpTreatments(settlement), inForce }),
      contactNotices: createContactNoticeActivities({ contacts, policies, notifier, texts }),
      sampling: createSamplingActivities({ sampling: createPrismaSampling(prisma), inForce, policies, calendar }),
      reconciling: createReconcileActivities({
        store,
        alarms,
        log,
        ledger: createPrismaLedger(prisma, sealer),
        executionOf: createExecutionOf(parts.temporal.client),
        executionOfRound: createRoundExecutionOf(parts.temporal.client),
        takeAnchor: (day, takenAt) => takeAnchor(prisma, day, takenAt),
      }),
    },
    async close() {
      await Promise.all([settlement.close(), notification.close()]);
    },
  };
}
