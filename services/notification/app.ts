import type { Express } from 'express';
import { Counter, Gauge, type Registry } from 'prom-client';
import { createHttpApp } from '../../platform/http/app.ts';
import type { Readiness } from '../../platform/http/operational.ts';
import type { Logger } from '../../platform/log.ts';
import { arrivalRoutes } from './arrival-routes.ts';
import type { Inbox } from './inbox.ts';
import { createLetters } from './letters.ts';
import { mailboxRouter } from './mailbox-router.ts';
import type { Mailbox } from './mailbox.ts';
import type { MessageStore } from './message-store.ts';
import type { Preferences } from './preferences.ts';
import type { TakeReceipt } from './receipts.ts';
import { createAuthoriser, type Caller, type Operation } from './permissions.ts';
import { messageRoutes } from './routes.ts';
import { templateRoutes } from './template-routes.ts';
import type { TemplateVersions } from './template-versions.ts';
import { verificationRouter } from './verification-router.ts';

export interface NotificationParts {
  store: MessageStore;
  inbox: Inbox;
  preferences: Preferences;
  templates: TemplateVersions;
  takeReceipt: TakeReceipt;
  wake: () => void;
  /** Where people reach the page that checks a letter. */
  publicUrl: () => string;
  /** Of the simulated providers, if there are any. */
  mailbox?: Mailbox | undefined;
  readiness: Readiness;
  log: Logger;
  metrics: Registry;
  /** By who calls with it. */
  secrets: Readonly<Record<Caller['kind'], string>>;
  checkReplies?: boolean;
}

export function createNotificationApp(parts: NotificationParts): Express {
  const {
    store,
    inbox,
    preferences,
    templates,
    takeReceipt,
    wake,
    publicUrl,
    mailbox,
    readiness,
    log,
    metrics,
    secrets,
  } = parts;
  const { accepted, receipts } = countersIn(metrics, store);
  const letters = createLetters(store, publicUrl);
  return createHttpApp<Operation, Caller>({
    info: {
      title: 'manteban notification service',
      version: '1',
      description:
        'Messages to applicants: accepted once a key, delivered by SMS, e-mail, in-app message and ' +
        'printed letter; what a ' +
        'rule demands is listed for a person where no channel could bring it.',
    },
    log,
    metrics,
    readiness,
    checkReplies: parts.checkReplies ?? false,
    routes: [
      ...messageRoutes({ store, letters, wake, accepted }),
      ...arrivalRoutes({ store, inbox, preferences, takeReceipt, wake, receipts }),
      ...templateRoutes(templates),
    ],
    authorise: createAuthoriser(secrets),
    extend(app) {
      app.use(verificationRouter(store));
      if (mailbox) app.use(mailboxRouter(mailbox, store, letters));
    },
  });
}

function countersIn(metrics: Registry, store: MessageStore) {
  const registers = [metrics];
  new Gauge({
    name: 'notification_unreached_messages',
    help: 'Messages that a rule demands and no channel could bring',
    registers,
    async collect() {
      this.set(await store.countUnreached());
    },
  });
  return {
    accepted: new Counter({ name: 'notification_accepted_total', help: 'Messages accepted', registers }),
    receipts: new Counter({
      name: 'notification_receipts_total',
      help: 'What the SMS gateway reported after it had taken a message; late: when its silence had counted already',
      labelNames: ['status', 'late'],
      registers,
    }),
  };
}
