import type { Template } from '../../domain/notices/templates.ts';
import type { JsonClient } from '../../platform/http-client.ts';
import type { Wording } from '../../platform/texts.ts';
import type { CaseReads } from '../../store/cases/case-reads.ts';
import type { EngineDatabase } from '../../store/database.ts';
import { createNotices } from '../../store/notices/notices.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import { createNoticeDesk } from './desk.ts';
import { noticeRoutes } from './routes.ts';
import { createNoticeService } from './service.ts';
import { noticeTemplateRoutes } from './template-routes.ts';

interface NoticeParts extends Pick<EngineDatabase, 'prisma'> {
  caseReads: CaseReads;
  published: PublishedPolicies;
  notificationService: JsonClient;
  wordingOf: (template: Template) => Wording;
}

/** 告知: what people were told, and in which words. */
export function composeNotices(parts: NoticeParts) {
  const { prisma, caseReads: cases, published, notificationService, wordingOf } = parts;
  const service = createNoticeService(notificationService);
  const versionOf = (template: Template) => wordingOf(template).version;
  return [
    ...noticeRoutes({ desk: createNoticeDesk({ cases, notices: createNotices(prisma), service }) }),
    ...noticeTemplateRoutes({ policies: published, versionOf, service }),
  ];
}
