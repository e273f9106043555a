import type { PrismaClient } from '../../generated/engine/client.ts';

/**
 * When the patient was told of the refusal, from which the time for an appeal runs: as the notice went out, or as a
 * person handed it over where nothing else could bring it (PRACTICE, Appeal).
 */
export async function refusalToldAt(
  prisma: PrismaClient,
  { id: caseId, decidedAt }: { id: string; decidedAt: Date | null },
): Promise<Date> {
  const where = { caseId, template: 'notRecognised', recipient: 'patient' };
  const notice = await prisma.notice.findFirst({
    where,
    orderBy: { acceptedAt: 'desc' },
    select: { messageId: true, acceptedAt: true },
  });
  if (!notice) return decidedAt!;
  const byHand = {
    AND: [
      { data: { path: ['messageId'], equals: notice.messageId } },
      { data: { path: ['as'], equals: 'handedOver' } },
    ],
  };
  const handedOver = await prisma.auditEntry.findFirst({
    where: { subjectId: caseId, action: 'noticeSettled', ...byHand },
    select: { at: true },
  });
  return handedOver?.at ?? notice.acceptedAt;
}
