import { readFile } from 'node:fs/promises';
import { createHttpNotifier } from '../activities/adapters/http-notifier.ts';
import { createHttpSettlement } from '../activities/adapters/http-settlement.ts';
import { createPrismaCaseStore } from '../activities/adapters/prisma-case-store.ts';
import { createPrismaRegistry } from '../activities/adapters/prisma-registry.ts';
import { createCaseActivities } from '../activities/case-activities.ts';
import { createFilingActivities } from '../activities/filing-activities.ts';
import { createNoticeActivities } from '../activities/notice-activities.ts';
import type { WorkingCalendar } from '../domain/working-days.ts';
import { createJsonClient } from '../platform/http-client.ts';
import { fromRoot } from '../platform/project-root.ts';
import { texts } from '../platform/texts.ts';
import type { Activities } from '../worker/workers.ts';
import type { AppConfig } from './config.ts';
import type { Parts } from './parts.ts';

export interface Effects {
  readonly activities: Activities;
  close(): Promise<void>;
}


/** Every effect of the workflows on the parts that they touch. */
export async function createEffects(config: AppConfig, { prisma, sealer, policyStore: policies }: Parts): Promise<Effects> {
  const token = config.SERVICE_TOKEN;
  const settlement = createJsonClient({ dependency: 'settlement service', baseUrl: config.SETTLEMENT_URL, token });
  const notification = createJsonClient({ dependency: 'notification service', baseUrl: config.NOTIFICATION_URL, token });
  const store = createPrismaCaseStore(prisma, sealer);
  const calendar = JSON.parse(await readFile(fromRoot('policies', 'calendar', 'cn.json'), 'utf8')) as WorkingCalendar;
  return {
    activities: {
      cases: createCaseActivities({ store, registry: createPrismaRegistry(prisma, sealer), policies, calendar }),
      filing: createFilingActivities({ store, policies, settlement: createHttpSettlement(settlement) }),
      notices: createNoticeActivities({ store, policies, notifier: createHttpNotifier(notification), texts }),
    },
    async close() {
      await Promise.all([settlement.close(), notification.close()]);
    },
  };
}
