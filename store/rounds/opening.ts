import type { RoundTimes } from '../../domain/rounds/calendar.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { insertInto, writeAtOnce } from '../one-statement.ts';
import { startRoundMessage } from '../outbox/message.ts';
import { intoOutbox } from '../outbox/outbox.ts';
import { begun } from '../subjects/effects.ts';
import { subjectIdOf } from '../subjects/subject.ts';
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
  const said = { at, actor: by, action: 'opened', result: { kind } };
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
    ...begun({ id: subjectId, kind: 'round', region }, 'open', said),
    insertInto('BatchRound', [row]),
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
