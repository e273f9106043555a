import { createLooks, type Looks } from '../activities/case/known-facts.ts';
import { createHttpNotifier } from '../activities/notices/http-notifier.ts';
import { createNoticeActivities, type NoticeActivities } from '../activities/notices/notice-activities.ts';
import { createHttpSettlement } from '../activities/settlement/http-settlement.ts';
import type { WorkingCalendar } from '../domain/deadlines/working-days.ts';
import { currentOf } from '../platform/config.ts';
import { createJsonClient, type JsonClient } from '../platform/http-client.ts';
import { texts } from '../platform/texts.ts';
import { createPrismaCaseStore } from '../store/cases/case-store.ts';
import type { Notifier } from '../activities/notices/port.ts';
import type { Settlement } from '../activities/settlement/port.ts';
import { createPrismaAlarms, type Alarms } from '../store/alarms/alarms.ts';
import type { CaseStore } from '../store/cases/port.ts';
import { createPrismaRecognitions, type Recognitions } from '../store/cases/recognitions.ts';
import { registeredFacts } from '../store/registers/registered-facts.ts';
import { createPrismaRegistry, type Registry } from '../store/registers/registry.ts';
import type { PublishedHistory } from '../store/policies/published-policies.ts';
import type { PolicyStore } from '../store/policies/policy-versions.ts';
import { createPrismaRoundBook, createPrismaRounds } from '../store/rounds/round-store.ts';
import type { RoundBook, RoundStore } from '../store/rounds/port.ts';
import { createSubjectStore, type SubjectStore } from '../store/subjects/effects.ts';
import { createTaskStore, type TaskStore } from '../store/tasks/task-store.ts';
import type { AppConfig } from './config.ts';
import { templateWordings } from './notice-templates.ts';
import type { Parts } from './parts.ts';
import { readWorkingCalendar } from './working-calendar.ts';

/** What the effects of more than one capability touch. */
export interface EffectParts extends Pick<Parts, 'prisma' | 'run' | 'sealer' | 'log' | 'temporal'> {
  readonly store: CaseStore;
  readonly subjects: SubjectStore;
  readonly tasks: TaskStore;
  readonly policies: PolicyStore;
  readonly inForce: PublishedHistory;
  readonly calendar: WorkingCalendar;
  readonly registry: Registry;
  /** What effects on cases look at. */
  readonly looks: Looks;
  readonly recognitions: Recognitions;
  readonly rounds: RoundStore;
  readonly book: RoundBook;
  readonly alarms: Alarms;
  readonly settlement: Settlement;
  readonly notifier: Notifier;
  readonly notices: NoticeActivities;
  /** The services beside us, for what one capability asks of them. */
  readonly settlementService: JsonClient;
  readonly notificationService: JsonClient;
  close(): Promise<void>;
}

export async function openEffectParts(config: AppConfig, parts: Parts): Promise<EffectParts> {
  const { prisma, run, sealer, log, temporal, policyStore: policies } = parts;
  const serviceAt = (dependency: string, baseUrl: string) =>
    createJsonClient({ dependency, baseUrl, token: currentOf(config.SERVICE_TOKEN) });
  const settlementService = serviceAt('settlement service', config.SETTLEMENT_URL);
  const notificationService = serviceAt('notification service', config.NOTIFICATION_URL);
  const inForce = await parts.publishedPolicies();
  const store = createPrismaCaseStore(parts, sealer);
  const registry = createPrismaRegistry(parts, sealer);
  const notifier = createHttpNotifier(notificationService, templateWordings(inForce));
  return {
    prisma,
    run,
    sealer,
    log,
    temporal,
    store,
    policies,
    inForce,
    notifier,
    settlementService,
    notificationService,
    calendar: await readWorkingCalendar(),
    subjects: createSubjectStore(run, sealer),
    tasks: createTaskStore(prisma),
    registry,
    looks: createLooks(registeredFacts(parts, sealer)),
    recognitions: createPrismaRecognitions(parts),
    rounds: createPrismaRounds(prisma),
    book: createPrismaRoundBook(prisma),
    alarms: createPrismaAlarms(prisma),
    settlement: createHttpSettlement(settlementService),
    notices: createNoticeActivities({ store, policies, notifier, registry, texts }),
    async close() {
      await Promise.all([settlementService.close(), notificationService.close()]);
    },
  };
}
