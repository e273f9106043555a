import { createApi } from '../api/http/app.ts';
import { createAuthoriser } from '../api/http/authentication.ts';
import { codecEndpoint } from '../api/http/codec-endpoint.ts';
import { listenForAnswers } from '../api/cases/answers-awaited.ts';
import { runOutbox } from '../api/temporal/outbox.ts';
import { createCaseDesk } from '../api/cases/case-desk.ts';
import { createTeller } from '../api/cases/tell.ts';
import { composeJudging } from '../api/rounds/compose.ts';
import { composeReviewing } from '../api/tasks/compose.ts';
import { createHandbookDesk } from '../api/handbook/desk.ts';
import { createApplicationReads } from '../api/cases/reads.ts';
import { createEventReceiver } from '../api/continuity/receive.ts';
import { composeOutreach } from '../api/outreach/compose.ts';
import { createRegistryEventsStarter } from '../api/temporal/registry-events-starter.ts';
import { applicationRoutes } from '../api/cases/routes.ts';
import { caseMessageRoutes } from '../api/cases/message-routes.ts';
import { handbookRoutes } from '../api/handbook/routes.ts';
import { documentRoutes } from '../api/documents/routes.ts';
import { registryEventRoutes } from '../api/continuity/routes.ts';
import { createNoticeDesk } from '../api/notices/desk.ts';
import { createNoticeService } from '../api/notices/service.ts';
import { createReportService } from '../api/settlement/report-service.ts';
import { noticeRoutes } from '../api/notices/routes.ts';
import { noticeTemplateRoutes } from '../api/notices/template-routes.ts';
import { reportRoutes } from '../api/settlement/routes.ts';
import { createRoundStarter } from '../api/temporal/round-starter.ts';
import { composeSampling } from '../api/sampling/compose.ts';
import { createSpeaker } from '../api/http/speaker.ts';
import { createReceiver } from '../api/cases/submission/receive.ts';
import { createAnswerer } from '../api/tasks/answers.ts';
import { createUpdateSender } from '../api/temporal/updates.ts';
import { createStarter } from '../api/temporal/workflow-starter.ts';
import { openDocumentStore } from '../platform/documents/document-store.ts';
import { createJsonClient } from '../platform/http-client.ts';
import { encryptingCodec } from '../platform/payload-codec.ts';
import { createOutlook } from '../api/cases/submission/outlook.ts';
import type { AppConfig } from './config.ts';
import { handOverHandbooks, recordHandlings, registeredFacts } from './effects.ts';
import { templateWordings } from './notice-templates.ts';
import type { Parts } from './parts.ts';
import { readWorkingCalendar } from './working-calendar.ts';

/** A year is counted claim by claim. */
const reportTimeout = 30_000;

/** The API with what runs beside it; `closers` end them in order, after the last request. */
export async function composeApi(config: AppConfig, parts: Parts, checkReplies: boolean) {
  const { prisma, run, sealer, policyStore, clock, log, temporal } = parts;
  const published = await parts.publishedPolicies();
  const awaited = await listenForAnswers(config.DATABASE_URL, log);
  const documents = await openDocumentStore(config.DOCUMENT_STORE, sealer);
  const start = createStarter(temporal.client);
  const send = createUpdateSender({ client: temporal.client, log });
  const answer = createAnswerer({ send, prisma });
  const tell = createTeller({ send, prisma });
  const receive = createReceiver({ prisma, run, sealer, lookupKey: config.LOOKUP_KEY, policies: published, clock });
  const speak = createSpeaker(policyStore);
  const reviewing = composeReviewing({ prisma, run, sealer, clock, speak, answer, tell });
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS: jwks } = config;
  const authorise = await createAuthoriser({ issuer, audience, jwks }, reviewing.substitutedBy);
  const startRegistryEvents = createRegistryEventsStarter(temporal.client);
  const outbox = runOutbox({
    prisma,
    clock,
    log,
    start,
    answer,
    tell,
    startRegistryEvents,
    rounds: createRoundStarter(temporal.client),
    reachTemporal: temporal.ping,
  });

  const lookAhead = createOutlook({
    policies: published,
    clock,
    lookupKey: config.LOOKUP_KEY,
    factsOf: registeredFacts(parts, sealer),
  });

  const reads = createApplicationReads({ prisma, run, sealer, clock, speak });
  const calendar = await readWorkingCalendar();
  const { NOTIFICATION_URL: baseUrl, SERVICE_TOKEN: serviceToken } = config;
  const notification = createJsonClient({ dependency: 'notification service', baseUrl, token: serviceToken });
  const settlementAt = { dependency: 'settlement service', baseUrl: config.SETTLEMENT_URL, token: serviceToken };
  const settlement = createJsonClient({ ...settlementAt, timeoutMs: reportTimeout });
  const wordingOf = templateWordings(published);
  const noticeService = createNoticeService(notification);
  const routes = [
    ...applicationRoutes({ receive, start, awaited, lookAhead, speak, reads }),
    ...caseMessageRoutes({
      desk: createCaseDesk({ prisma, sealer, clock, policies: policyStore, lookupKey: config.LOOKUP_KEY, tell, start }),
    }),
    ...handbookRoutes({
      desk: createHandbookDesk({
        prisma,
        sealer,
        policies: policyStore,
        clock,
        handOver: handOverHandbooks(parts, sealer),
      }),
    }),
    ...noticeRoutes({ desk: createNoticeDesk({ prisma, sealer, service: noticeService }) }),
    ...noticeTemplateRoutes({
      policies: published,
      versionOf: (template) => wordingOf(template).version,
      service: noticeService,
    }),
    ...registryEventRoutes({
      receive: createEventReceiver({
        prisma,
        lookupKey: config.LOOKUP_KEY,
        clock,
        start: startRegistryEvents,
      }),
    }),
    ...composeOutreach({ prisma, sealer, clock, policies: policyStore, speak, receive, start, lookAhead }),
    ...composeSampling({
      prisma,
      sealer,
      clock,
      policies: policyStore,
      published,
      speak,
      keep: recordHandlings(parts, sealer),
    }),
    ...documentRoutes({ prisma, store: documents, clock }),
    ...composeJudging({
      prisma,
      sealer,
      clock,
      policies: policyStore,
      published,
      calendar,
      speak,
      tell,
      applications: reads,
    }),
    ...reviewing.routes,
    ...reportRoutes(createReportService(settlement)),
  ];
  const { CODEC_TOKEN: token, TEMPORAL_UI_URL: ui } = config;
  const codec =
    token && ui
      ? codecEndpoint({ codec: encryptingCodec(config.PAYLOAD_KEYS), token, uiOrigin: new URL(ui).origin })
      : undefined;
  return {
    app: createApi({ ...parts, authorise, routes, checkReplies, extend: (app) => void (codec && app.use(codec)) }),
    closers: [outbox.close, awaited.close, notification.close, settlement.close],
  };
}
