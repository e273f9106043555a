import type { PrismaClient } from '../../generated/engine/client.ts';
import { insertInto } from '../one-statement.ts';
import type { Write } from '../subjects/effects.ts';

/** A message that the notification service accepted for us. */
export interface NewNotice {
  readonly key: string;
  readonly template: string;
  readonly recipient: 'patient' | 'agent';
  readonly messageId: string;
  readonly acceptedAt: Date;
}

/** Of the case that is the subject of the effect. */
export function keepNotices(notices: readonly NewNotice[]): Write {
  if (notices.length === 0) return {};
  return {
    rows: ({ subjectId: caseId }) => [
      insertInto(
        'Notice',
        notices.map((notice) => ({ ...notice, caseId })),
      ),
    ],
  };
}

interface RefusedCase {
  readonly id: string;
  readonly decidedAt: Date | null;
}

export type Notices = ReturnType<typeof createNotices>;

export function createNotices(prisma: PrismaClient) {
  return {
    async isOfCase(caseId: string, messageId: string): Promise<boolean> {
      return (await prisma.notice.count({ where: { caseId, messageId } })) > 0;
    },

    /**
     * When the patient was told of the refusal, from which the time for an appeal runs: as the notice went out, or as a
     * person handed it over where nothing else could bring it (PRACTICE, Appeal).
     */
    async refusalToldAt({ id: caseId, decidedAt }: RefusedCase): Promise<Date> {
      const notice = await prisma.notice.findFirst({
        where: { caseId, template: 'notRecognised', recipient: 'patient' },
        orderBy: { acceptedAt: 'desc' },
        select: { messageId: true, acceptedAt: true },
      });
      if (!notice) return decidedAt!;
      return (await handedOverAt(caseId, notice.messageId)) ?? notice.acceptedAt;
    },
  };

  async function handedOverAt(caseId: string, messageId: string): Promise<Date | undefined> {
    const entry = await prisma.auditEntry.findFirst({
      where: {
        subjectId: caseId,
        action: 'noticeSettled',
        AND: [{ data: { path: ['messageId'], equals: messageId } }, { data: { path: ['as'], equals: 'handedOver' } }],
      },
      select: { at: true },
    });
    return entry?.at;
  }
}
