import type { Express } from 'express';
import { Counter, type Registry } from 'prom-client';
import { createHttpApp } from '../../platform/http/app.ts';
import type { Readiness } from '../../platform/http/operational.ts';
import { serviceTokenAuthoriser } from '../../platform/http/service-token.ts';
import type { Logger } from '../../platform/log.ts';
import { mailboxRouter } from './mailbox-router.ts';
import type { Mailbox } from './mailbox.ts';
import type { MessageStore } from './message-store.ts';
import { messageRoutes } from './routes.ts';

export interface NotificationParts {
  store: MessageStore;
  wake: () => void;
  /** Of the simulated providers, if there are any. */
  mailbox?: Mailbox | undefined;
  readiness: Readiness;
  log: Logger;
  metrics: Registry;
  serviceToken: string;
  checkReplies?: boolean;
}

export function createNotificationApp(parts: NotificationParts): Express {
  const { store, wake, mailbox, readiness, log, metrics, serviceToken, checkReplies = false } = parts;
  const accepted = new Counter({
    name: 'notification_accepted_total',
    help: 'Messages accepted',
    registers: [metrics],
  });
  return createHttpApp({
    info: {
      title: 'manteban notification service',
      version: '1',
      description: 'Messages to applicants: accepted once a key, delivered by SMS, printed slip and e-mail.',
    },
    log,
    metrics,
    readiness,
    routes: messageRoutes({ store, wake, accepted }),
    authorise: serviceTokenAuthoriser(serviceToken),
    checkReplies,
    extend: (app) => mailbox && app.use(mailboxRouter(mailbox, store)),
  });
}
