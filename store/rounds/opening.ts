import type { RoundTimes } from '../../domain/rounds/calendar.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { insertInto, writeAtOnce } from '../one-statement.ts';
import { startRoundMessage } from '../outbox/message.ts';
import { intoOutbox } from '../outbox/outbox.ts';
import { chainStart, link } from '../subjects/audit-chain.ts';
import { newSubjects, subjectIdOf } from '../subjects/subject.ts';
import type { RoundKind } from './codes.ts';

export interface RoundOpened {
  readonly region: string;
  readonly kind: RoundKind;
  readonly policyVersionId: string;
  readonly at: Date;
  /** system | a subject */
  readonly by: string;
  /** Why, where it is opened by hand. */
  readonly reasonSealed?: Uint8Array<ArrayBuffer>;
}

export function roundIdOf(region: string, { code }: Pick<RoundTimes, 'code'>): string {
  return `${region}/${code}`;
}

/**
 * The row and the first entry of its audit chain, and its coordinator after them, through the outbox. Whoever opens a
 * round that is there changes nothing.
 */
export function roundOpening(times: RoundTimes, opened: RoundOpened): Prisma.Sql[] {
  const { region, kind, policyVersionId, at, by, reasonSealed } = opened;
  const id = roundIdOf(region, times);
  const subjectId = subjectIdOf('round', id);
  const said = { effect: 'open', at, actor: by, action: 'opened', data: { kind } };
  const entry = link(chainStart, { subjectId, sequence: 1, ...said });
  const subject = { id: subjectId, kind: 'round', region, auditSequence: 1, auditHash: entry.hash } as const;
  const { code, month, cutOffAt, remindAt, substituteAt, closesAt } = times;
  const row = {
    id,
    subjectId,
    region,
    code,
    month,
    kind,
    state: 'announced',
    policyVersionId,
    openedAt: at,
    openedBy: by,
    ...(reasonSealed && { reasonSealed }),
    cutOffAt,
    remindAt,
    substituteAt,
    closesAt,
  };
  const writes = [
    newSubjects([subject]),
    insertInto('BatchRound', [row]),
    insertInto('AuditEntry', [{ ...entry, data: said.data }]),
    intoOutbox(startRoundMessage({ roundId: id, region }, at)),
  ];
  return writes.map((write) => Prisma.sql`${write} ON CONFLICT DO NOTHING`);
}

/** Opens it. @returns false when another has its code already */
export async function openRound(
  through: Pick<PrismaClient, '$executeRaw' | 'batchRound'>,
  times: RoundTimes,
  opened: RoundOpened,
): Promise<boolean> {
  await writeAtOnce(through, roundOpening(times, opened));
  const { kind, openedBy, openedAt } = await through.batchRound.findUniqueOrThrow({
    where: { id: roundIdOf(opened.region, times) },
    select: { kind: true, openedBy: true, openedAt: true },
  });
  return kind === opened.kind && openedBy === opened.by && openedAt.getTime() === opened.at.getTime();
}
