import { createApi } from '../api/app.ts';
import { createAuthoriser } from '../api/authentication.ts';
import { codecEndpoint } from '../api/codec-endpoint.ts';
import { listenForAnswers } from '../api/answers-awaited.ts';
import { runOutbox } from '../api/outbox.ts';
import { publishPolicies } from '../api/published-policies.ts';
import { createApplicationReads } from '../api/reads/applications.ts';
import { applicationRoutes } from '../api/routes/applications.ts';
import { documentRoutes } from '../api/routes/documents.ts';
import { taskRoutes } from '../api/routes/tasks.ts';
import { createSpeaker } from '../api/speaker.ts';
import { createReceiver } from '../api/submissions/receive.ts';
import { createAnswerer } from '../api/tasks/answers.ts';
import { createTaskDesk } from '../api/tasks/desk.ts';
import { createTaskReads } from '../api/tasks/reads.ts';
import { createStarter } from '../api/workflow-starter.ts';
import { openDocumentStore } from '../platform/documents/document-store.ts';
import { encryptingCodec } from '../platform/payload-codec.ts';
import { fromRoot } from '../platform/project-root.ts';
import type { AppConfig } from './config.ts';
import type { Parts } from './parts.ts';

/** The API with what runs beside it; `closers` end them in order, after the last request. */
export async function composeApi(config: AppConfig, parts: Parts, checkReplies: boolean) {
  const { prisma, sealer, policyStore, clock, log, temporal } = parts;
  const published = await publishPolicies(prisma, {
    packs: fromRoot('policies'),
    overlays: config.POLICY_OVERLAYS,
    now: clock.now(),
  });
  const awaited = await listenForAnswers(config.DATABASE_URL, log);
  const documents = await openDocumentStore(config.DOCUMENT_STORE, sealer);
  const authorise = await createAuthoriser({ issuer: config.OIDC_ISSUER, audience: config.OIDC_AUDIENCE, jwks: config.OIDC_JWKS });
  const start = createStarter(temporal.client);
  const answer = createAnswerer({ client: temporal.client, prisma, log });
  const receive = createReceiver({ prisma, sealer, lookupKey: config.LOOKUP_KEY, policies: published, clock });
  const speak = createSpeaker(policyStore);
  const outbox = runOutbox({ prisma, clock, log, start, answer, reachTemporal: temporal.ping });

  const routes = [
    ...applicationRoutes({ receive, start, awaited, reads: createApplicationReads({ prisma, sealer, clock, speak }) }),
    ...documentRoutes({ prisma, store: documents, clock }),
    ...taskRoutes({ desk: createTaskDesk({ prisma, sealer, clock, answer }), reads: createTaskReads({ prisma, speak }) }),
  ];
  const { CODEC_TOKEN: token, TEMPORAL_UI_URL: ui } = config;
  const codec = token && ui ? codecEndpoint({ codec: encryptingCodec(config.PAYLOAD_KEYS), token, uiOrigin: new URL(ui).origin }) : undefined;
  return {
    app: createApi({ ...parts, authorise, routes, checkReplies, extend: (app) => void (codec && app.use(codec)) }),
    closers: [outbox.close, awaited.close],
  };
}
