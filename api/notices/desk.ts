import type { Caller, Operation } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { requirePermission } from '../http/authentication.ts';
import { accessedCase, consentIn, targetOf } from '../cases/reach-filter.ts';
import type { PreferredChannel } from '../../services/notification/contract/inbox.ts';
import type { Role } from '../../services/notification/contract/values.ts';
import type { NoticeService } from './service.ts';

interface Dependencies {
  prisma: PrismaClient;
  sealer: Sealer;
  service: NoticeService;
}

export type NoticeDesk = ReturnType<typeof createNoticeDesk>;

/** 告知: what became of the notices of a case, and those that are to be read. */
export function createNoticeDesk({ prisma, sealer, service }: Dependencies) {
  return {
    /** Whoever acts for the patient sees the notices to them alone. */
    async ofCase(id: string, caller: Caller) {
      const row = await permitted(id, 'readNotices', caller);
      const notices = await service.ofCase(id);
      return isAgentOf(row, caller) ? notices.filter(({ recipient }) => recipient.role === 'agent') : notices;
    },

    /** 告知单 for printing. @throws DomainError NOT_FOUND where this case has no such notice */
    async letter(id: string, messageId: string, caller: Caller): Promise<Buffer> {
      await permitted(id, 'printNotice', caller);
      const own = await prisma.notice.findFirst({ where: { caseId: id, messageId } });
      if (!own)
        throw new DomainError('NOT_FOUND', `The application has no notice ${messageId}.`, {
          params: { notice: messageId },
        });
      return service.letter(messageId);
    },

    async inbox(id: string, caller: Caller) {
      return service.inbox(id, readerOf(await permitted(id, 'readInbox', caller), caller));
    },

    async read(id: string, messageId: string, caller: Caller): Promise<void> {
      await service.read(id, readerOf(await permitted(id, 'readInbox', caller), caller), messageId);
    },

    async prefer(id: string, channel: PreferredChannel | null, caller: Caller): Promise<void> {
      const { personId } = await permitted(id, 'chooseNoticeChannel', caller);
      await service.prefer(personId, channel);
    },
  };

  /** @throws DomainError NOT_FOUND, NOT_PERMITTED */
  async function permitted(id: string, operation: Operation, caller: Caller) {
    const row = await prisma.applicationCase.findUnique({ where: { id }, include: accessedCase });
    if (!row) throw new DomainError('NOT_FOUND', `There is no application ${id}.`, { params: { application: id } });
    requirePermission(operation, caller, targetOf(row, caller, consentIn(row, sealer)));
    return row;
  }
}

interface Submitted {
  readonly submission: { readonly agentSealed: Uint8Array | null };
}

function isAgentOf({ submission }: Submitted, { roles }: Caller): boolean {
  return submission.agentSealed !== null && roles.includes('agent') && !roles.includes('applicant');
}

function readerOf(row: Submitted, caller: Caller): Role {
  return isAgentOf(row, caller) ? 'agent' : 'patient';
}
