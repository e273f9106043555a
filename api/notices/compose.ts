import type { Template } from '../../domain/notices/templates.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { JsonClient } from '../../platform/http-client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { Wording } from '../../platform/texts.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import { createNoticeDesk } from './desk.ts';
import { noticeRoutes } from './routes.ts';
import { createNoticeService } from './service.ts';
import { noticeTemplateRoutes } from './template-routes.ts';

interface NoticeParts {
  prisma: PrismaClient;
  sealer: Sealer;
  published: PublishedPolicies;
  notificationService: JsonClient;
  wordingOf: (template: Template) => Wording;
}

/** 告知: what people were told, and in which words. */
export function composeNotices({ prisma, sealer, published, notificationService, wordingOf }: NoticeParts) {
  const service = createNoticeService(notificationService);
  const versionOf = (template: Template) => wordingOf(template).version;
  return [
    ...noticeRoutes({ desk: createNoticeDesk({ prisma, sealer, service }) }),
    ...noticeTemplateRoutes({ policies: published, versionOf, service }),
  ];
}
