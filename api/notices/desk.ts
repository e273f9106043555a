import { isAmongAgents, type Caller } from '../../domain/access/access.ts';
import type { Operation } from '../../domain/access/grants.ts';
import { DomainError } from '../../domain/errors.ts';
import { agentsOf } from '../../store/cases/case-access.ts';
import type { AccessedCase, CaseReads } from '../../store/cases/case-reads.ts';
import type { Notices } from '../../store/notices/notices.ts';
import { requireCase } from '../cases/case-permission.ts';
import type { PreferredChannel } from '../../services/notification/contract/inbox.ts';
import type { Role } from '../../services/notification/contract/values.ts';
import type { NoticeService } from './service.ts';

interface Dependencies {
  cases: Pick<CaseReads, 'accessed'>;
  notices: Pick<Notices, 'isOfCase'>;
  service: NoticeService;
}

export type NoticeDesk = ReturnType<typeof createNoticeDesk>;

/** 告知: what became of the notices of a case, and those that are to be read. */
export function createNoticeDesk({ cases, notices, service }: Dependencies) {
  return {
    /** Whoever acts for the patient sees the notices to them alone. */
    async ofCase(id: string, caller: Caller) {
      const row = await permitted(id, 'readNotices', caller);
      const sent = await service.ofCase(id);
      return isAgentOf(row, caller) ? sent.filter(({ recipient }) => recipient.role === 'agent') : sent;
    },

    /** 告知单 for printing. @throws DomainError NOT_FOUND where this case has no such notice */
    async letter(id: string, messageId: string, caller: Caller): Promise<Buffer> {
      await permitted(id, 'printNotice', caller);
      if (!(await notices.isOfCase(id, messageId)))
        throw new DomainError('NOT_FOUND', `The application has no notice ${messageId}.`, {
          params: { notice: messageId },
        });
      return service.letter(messageId);
    },

    async inbox(id: string, caller: Caller) {
      return service.inbox(id, readerOf(await permitted(id, 'readMessages', caller), caller));
    },

    async read(id: string, messageId: string, caller: Caller): Promise<void> {
      await service.read(id, readerOf(await permitted(id, 'readMessages', caller), caller), messageId);
    },

    async prefer(id: string, channel: PreferredChannel | null, caller: Caller): Promise<void> {
      const { personId } = await permitted(id, 'chooseNoticeChannel', caller);
      await service.prefer(personId, channel);
    },
  };

  /** @throws DomainError NOT_FOUND, NOT_PERMITTED */
  async function permitted(id: string, operation: Operation, caller: Caller): Promise<AccessedCase> {
    return requireCase(await cases.accessed(id), operation, caller);
  }
}

/** Whatever else the bearer is: they read what was written to them. */
function isAgentOf({ submission, personId }: AccessedCase, caller: Caller): boolean {
  return caller.identity?.personId !== personId && isAmongAgents(caller, agentsOf(submission));
}

/** The permission lets nobody else read them. */
function readerOf({ personId }: AccessedCase, { identity }: Caller): Role {
  return identity?.personId === personId ? 'patient' : 'agent';
}
