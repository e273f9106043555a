import type { RoundTimes } from '../../domain/rounds/calendar.ts';
import { Prisma } from '../../generated/engine/client.ts';
import { insertInto } from '../one-statement.ts';
import { startRoundMessage } from '../outbox/message.ts';
import { intoOutbox } from '../outbox/outbox.ts';
import { newSubjects, subjectIdOf } from '../subjects/subject.ts';

export interface RoundOpened {
  readonly region: string;
  readonly kind: 'scheduled' | 'extra' | 'manual';
  readonly policyVersionId: string;
  readonly at: Date;
  /** system | a subject */
  readonly by: string;
}

export function roundIdOf(region: string, { code }: Pick<RoundTimes, 'code'>): string {
  return `${region}/${code}`;
}

/** The row first, its coordinator after it, through the outbox. Whoever opens a round that is there changes nothing. */
export function roundOpening(times: RoundTimes, { region, kind, policyVersionId, at, by }: RoundOpened): Prisma.Sql[] {
  const id = roundIdOf(region, times);
  const { code, month, cutOffAt, remindAt, substituteAt, closesAt } = times;
  const subject = { id: subjectIdOf('round', id), kind: 'round', region } as const;
  const row = {
    id,
    subjectId: subject.id,
    region,
    code,
    month,
    kind,
    state: 'announced',
    policyVersionId,
    openedAt: at,
    openedBy: by,
    cutOffAt,
    remindAt,
    substituteAt,
    closesAt,
  };
  const event = { roundId: id, effect: 'open', at, actor: by, action: 'opened', data: { kind } };
  const start = startRoundMessage({ roundId: id, region }, at);
  const writes = [
    newSubjects([subject]),
    insertInto('BatchRound', [row]),
    insertInto('RoundEvent', [event]),
    intoOutbox(start),
  ];
  return writes.map((write) => Prisma.sql`${write} ON CONFLICT DO NOTHING`);
}
