import { createHttpNotifier } from '../activities/notices/http-notifier.ts';
import { listenForAnswers, type AnswersAwaited } from '../api/cases/answers-awaited.ts';
import { createApplicationReads, type ApplicationReads } from '../api/cases/reads.ts';
import { createOutlook, type LookAhead } from '../api/cases/submission/outlook.ts';
import { createReceiver, type ReceiveSubmission } from '../api/cases/submission/receive.ts';
import { createTeller, type TellCase } from '../api/cases/tell.ts';
import { createDocumentCheck, type RequireDocuments } from '../api/documents/require-documents.ts';
import { createSpeaker, type Speaker } from '../api/http/speaker.ts';
import { createAbsenceDesk, type AbsenceDesk } from '../api/staff/absences.ts';
import { createStaffRegister, type StaffRegister } from '../api/staff/register.ts';
import { createAnswerer, type AnswerTask } from '../api/tasks/answers.ts';
import { createRegistryEventsStarter, type StartRegistryEvents } from '../api/temporal/registry-events-starter.ts';
import { createUpdateSender } from '../api/temporal/updates.ts';
import { createStarter, type StartApplication } from '../api/temporal/workflow-starter.ts';
import type { NoticeMessage } from '../domain/notices/message.ts';
import type { Template } from '../domain/notices/templates.ts';
import type { TaskLimits } from '../domain/tasks/limits.ts';
import type { WorkingCalendar } from '../domain/deadlines/working-days.ts';
import { currentOf } from '../platform/config.ts';
import { openDocumentStore, type DocumentStore } from '../platform/documents/document-store.ts';
import { createJsonClient, type JsonClient } from '../platform/http-client.ts';
import type { Wording } from '../platform/texts.ts';
import { createCaseMessages, type CaseMessages } from '../store/cases/case-messages.ts';
import { createCaseReads, type CaseReads } from '../store/cases/case-reads.ts';
import { createAskingAgain, type AskRulesAgain } from '../store/cases/asked-again.ts';
import { createPrismaCaseStore } from '../store/cases/case-store.ts';
import type { CaseStore } from '../store/cases/port.ts';
import { createSubmissions } from '../store/cases/submissions.ts';
import { createConsents, type Consents } from '../store/consents/consents.ts';
import { createUploads, type Uploads } from '../store/documents/uploads.ts';
import { createPrismaOutbox, type Outbox } from '../store/outbox/outbox.ts';
import { createPersonalReads, type PersonalReads } from '../store/reads/reads.ts';
import { registeredFacts } from '../store/registers/registered-facts.ts';
import type { PublishedHistory } from '../store/policies/published-policies.ts';
import type { PolicyStore } from '../store/policies/policy-versions.ts';
import { createAbsences } from '../store/staff/absences.ts';
import { createSubjectStore } from '../store/subjects/effects.ts';
import { createStaffMembers } from '../store/staff/staff-members.ts';
import { refuseAnswer } from '../store/tasks/task-answers.ts';
import type { AppConfig } from './config.ts';
import { templateWordings } from './notice-templates.ts';
import type { Parts } from './parts.ts';
import { readWorkingCalendar } from './working-calendar.ts';

/** What the routes of more than one capability need. */
export interface ApiParts extends Pick<Parts, 'prisma' | 'run' | 'sealer' | 'clock' | 'log'> {
  /** 32 bytes in base64, for keyed hashes. */
  readonly lookupKey: string;
  /** By the id frozen in a case. */
  readonly policies: PolicyStore;
  /** Those in force. */
  readonly published: PublishedHistory;
  readonly calendar: WorkingCalendar;
  /** For what people do to a case that no workflow asks for. */
  readonly cases: CaseStore;
  readonly caseReads: CaseReads;
  readonly messages: CaseMessages;
  readonly uploads: Uploads;
  readonly requireDocuments: RequireDocuments;
  /** What calls leave to a lane. */
  readonly outbox: Outbox;
  readonly documents: DocumentStore;
  readonly awaited: AnswersAwaited;
  /** 查阅记录 */
  readonly personalReads: PersonalReads;
  /** How many tasks one person may take. */
  readonly limits: TaskLimits;
  readonly register: StaffRegister;
  readonly absences: AbsenceDesk;
  readonly speak: Speaker;
  readonly start: StartApplication;
  readonly startRegistryEvents: StartRegistryEvents;
  readonly answer: AnswerTask;
  readonly tell: TellCase;
  readonly receive: ReceiveSubmission;
  readonly lookAhead: LookAhead;
  readonly askRulesAgain: AskRulesAgain;
  readonly applications: ApplicationReads;
  /** Which wording of a template is in force. */
  readonly wordingOf: (template: Template) => Wording;
  readonly consents: Consents;
  /** To the notification service, once a key. */
  readonly sendNotice: (key: string, message: NoticeMessage) => Promise<unknown>;
  /** The services beside us, for what one capability asks of them. */
  readonly settlementService: JsonClient;
  readonly notificationService: JsonClient;
  close(): Promise<void>;
}

/** A year is counted claim by claim. */
const reportTimeout = 30_000;

export async function openApiParts(config: AppConfig, parts: Parts): Promise<ApiParts> {
  const { prisma, run, sealer, clock, log, temporal, policyStore: policies } = parts;
  const { LOOKUP_KEY: lookupKey } = config;
  const token = currentOf(config.SERVICE_TOKEN);
  const published = await parts.publishedPolicies();
  const awaited = await listenForAnswers(config.DATABASE_URL, log);
  const cases = createPrismaCaseStore(parts, sealer);
  const caseReads = createCaseReads(parts);
  const messages = createCaseMessages(prisma);
  const outbox = createPrismaOutbox(prisma);
  const submissions = createSubmissions(parts);
  const uploads = createUploads(prisma);
  const requireDocuments = createDocumentCheck(uploads);
  const send = createUpdateSender({ client: temporal.client, log });
  const speak = createSpeaker(policies);
  const register = createStaffRegister({ members: createStaffMembers(parts), clock });
  const notificationService = createJsonClient({
    dependency: 'notification service',
    baseUrl: config.NOTIFICATION_URL,
    token,
  });
  const settlementService = createJsonClient({
    dependency: 'settlement service',
    baseUrl: config.SETTLEMENT_URL,
    token,
    timeoutMs: reportTimeout,
  });
  const factsOf = registeredFacts(parts, sealer);
  const wordingOf = templateWordings(published);
  const subjects = createSubjectStore(run, sealer);
  return {
    prisma,
    run,
    sealer,
    clock,
    log,
    lookupKey,
    policies,
    published,
    cases,
    caseReads,
    messages,
    uploads,
    requireDocuments,
    outbox,
    awaited,
    personalReads: createPersonalReads(run),
    limits: config.TASK_LIMITS,
    register,
    speak,
    settlementService,
    notificationService,
    calendar: await readWorkingCalendar(),
    documents: await openDocumentStore(config.DOCUMENT_STORE, sealer),
    absences: createAbsenceDesk({ absences: createAbsences(parts), clock, register }),
    start: createStarter(temporal.client),
    startRegistryEvents: createRegistryEventsStarter(temporal.client),
    answer: createAnswerer({
      send,
      outbox,
      refuse: (answer, because) => refuseAnswer(prisma, answer, because),
    }),
    tell: createTeller({ send, messages, outbox }),
    receive: createReceiver({ submissions, requireDocuments, sealer, lookupKey, policies: published, clock }),
    lookAhead: createOutlook({ policies: published, clock, lookupKey, factsOf }),
    askRulesAgain: createAskingAgain({ cases, factsOf, policies, clock }),
    applications: createApplicationReads({ cases: caseReads, sealer, clock, policies, speak }),
    wordingOf,
    sendNotice: createHttpNotifier(notificationService, wordingOf).accept,
    consents: createConsents(prisma, ({ caseId, personId }, key, act) =>
      caseId === null ? subjects.effect(personId, key, act) : cases.effect(caseId, key, act),
    ),
    async close() {
      await Promise.all([awaited.close(), notificationService.close(), settlementService.close()]);
    },
  };
}
