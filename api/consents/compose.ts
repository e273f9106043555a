import type { Caller } from '../../domain/access/access.ts';
import type { Operation } from '../../domain/access/grants.ts';
import { consentCodeNotice } from '../../domain/notices/consent-notice.ts';
import type { NoticeMessage } from '../../domain/notices/message.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { texts } from '../../platform/texts.ts';
import type { CaseReads } from '../../store/cases/case-reads.ts';
import type { Consents } from '../../store/consents/consents.ts';
import type { EngineDatabase } from '../../store/database.ts';
import { contactRecords } from '../../store/outreach/contacts.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { createPrismaRegistry } from '../../store/registers/registry.ts';
import { requireCase } from '../cases/case-permission.ts';
import type { RequireDocuments } from '../documents/require-documents.ts';
import { requirePermission } from '../http/authentication.ts';
import { targetOf } from '../outreach/contacts.ts';
import { createConsentDesks } from './desk.ts';
import { consentRoutes, ownConsentRoute } from './routes.ts';

interface ConsentParts extends EngineDatabase {
  sealer: Sealer;
  clock: Clock;
  log: Logger;
  lookupKey: string;
  policies: PolicyStore;
  caseReads: CaseReads;
  consents: Consents;
  requireDocuments: RequireDocuments;
  sendNotice: (key: string, message: NoticeMessage) => Promise<unknown>;
}

/** 单独同意, about applications and about contacts of outreach. */
export function composeConsents({
  prisma,
  run,
  sealer,
  caseReads,
  policies,
  sendNotice: send,
  ...parts
}: ConsentParts) {
  const desksFor = createConsentDesks({
    ...parts,
    send,
    registry: createPrismaRegistry({ run }, sealer),
    write: async ({ policyVersionId, disease }, codeId, code, reader) =>
      consentCodeNotice({ codeId, code, disease, reader }, await policies.get(policyVersionId), texts),
  });
  const contacts = contactRecords(prisma);

  const ofCase = desksFor(async (id: string, operation: Operation, caller: Caller) => {
    const { personId, disease, submission } = requireCase(await caseReads.accessed(id), operation, caller);
    const agent = submission.agentSubject ?? submission.agentPersonId;
    return { personId, caseId: id, contactId: null, agent, disease, policyVersionId: submission.policyVersionId };
  });
  const ofContact = desksFor(async (id: string, operation: Operation, caller: Caller) => {
    const contact = await contacts.get(id);
    requirePermission(operation, caller, targetOf(contact));
    const { personId, helper: agent, disease, policyVersionId } = contact;
    return { personId, caseId: null, contactId: id, agent, disease, policyVersionId };
  });

  const application = '/v1/applications/{id}';
  return [
    ownConsentRoute(ofCase, application, ['applications']),
    ...consentRoutes({ desk: ofCase, path: application, suffix: '', tags: ['applications'] }),
    ...consentRoutes({
      desk: ofContact,
      path: '/v1/outreach/contacts/{id}',
      suffix: 'OfContact',
      tags: ['outreach'],
    }),
  ];
}
