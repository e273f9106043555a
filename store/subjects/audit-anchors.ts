import { createHash } from 'node:crypto';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import { chainStart, firstBroken, type AuditLink } from './audit-chain.ts';
import { dateOf, dayOf } from '../rows.ts';

/**
 * Once a day the heads of all chains that have grown are put under one hash, which follows the one of the day before.
 * Whoever kept an anchor elsewhere can show that nothing older was changed since, be it by the owner of the database.
 */
export interface Anchor {
  readonly day: PlainDate;
  readonly root: string;
  readonly chains: number;
}

interface Head {
  subjectId: string;
  sequence: number;
  hash: string;
}

const headsAtOnce = 10_000;

/** Once a day; a repeat returns the anchor that is there, and goes on where one broke off. */
export async function takeAnchor(prisma: PrismaClient, day: PlainDate, takenAt: Date): Promise<Anchor> {
  const date = dateOf(day);
  const taken = await prisma.auditAnchor.findUnique({ where: { day: date } });
  if (taken) return { day, root: taken.root, chains: taken.chains };
  await prisma.$executeRaw`
    INSERT INTO "AuditAnchorHead" ("day", "subjectId", "sequence", "hash")
    SELECT ${date}::date, subject."id", "auditSequence", "auditHash" FROM "Subject" AS subject
    LEFT JOIN LATERAL (
      SELECT "sequence" FROM "AuditAnchorHead" WHERE "subjectId" = subject."id"
      ORDER BY "day" DESC LIMIT 1) AS anchored ON TRUE
    WHERE "auditSequence" > coalesce(anchored."sequence", 0)
    ON CONFLICT DO NOTHING`;
  const before = await prisma.auditAnchor.findFirst({ where: { day: { lt: date } }, orderBy: { day: 'desc' } });
  const previous = before?.root ?? chainStart;
  const { root, chains } = await rootOf(prisma, date, previous);
  await prisma.auditAnchor.create({ data: { day: date, previous, root, chains, takenAt } });
  return { day, root, chains };
}

async function rootOf(prisma: PrismaClient, day: Date, previous: string): Promise<{ root: string; chains: number }> {
  const hash = createHash('sha256').update(previous);
  let chains = 0;
  for await (const heads of pagesOf(prisma, day)) {
    for (const { subjectId, sequence, hash: head } of heads) hash.update(`\n${subjectId} ${sequence} ${head}`);
    chains += heads.length;
  }
  return { root: hash.digest('hex'), chains };
}

async function* pagesOf(prisma: PrismaClient, day: Date): AsyncGenerator<readonly Head[]> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const where = { day, subjectId: { gt: after } };
    const heads = await prisma.auditAnchorHead.findMany({ where, orderBy: { subjectId: 'asc' }, take: headsAtOnce });
    if (heads.length > 0) yield heads;
    if (heads.length < headsAtOnce) return;
    after = heads.at(-1)!.subjectId;
  }
}

export interface AnchorProblem {
  readonly day: PlainDate;
  /**
   * order: it does not follow the anchor before; root: its heads are not those it was taken over; chain: the chain of a
   * subject was changed.
   */
  readonly what: 'order' | 'root' | 'chain';
  readonly subjectId?: string;
}

/**
 * What no longer agrees, anchor by anchor; each chain is read from its first entry. Nothing means that all is whole.
 */
export async function* verifyAnchors(prisma: PrismaClient): AsyncGenerator<AnchorProblem> {
  let previous = chainStart;
  for (const anchor of await prisma.auditAnchor.findMany({ orderBy: { day: 'asc' } })) {
    const day = dayOf(anchor.day);
    if (anchor.previous !== previous) yield { day, what: 'order' };
    const { root, chains } = await rootOf(prisma, anchor.day, anchor.previous);
    if (root !== anchor.root || chains !== anchor.chains) yield { day, what: 'root' };
    for await (const heads of pagesOf(prisma, anchor.day)) {
      for (const head of heads)
        if (!(await isWhole(prisma, head))) yield { day, what: 'chain', subjectId: head.subjectId };
    }
    previous = anchor.root;
  }
}

async function isWhole(prisma: PrismaClient, { subjectId, sequence, hash }: Head): Promise<boolean> {
  const chain = await prisma.auditEntry.findMany({
    where: { subjectId, sequence: { lte: sequence } },
    orderBy: { sequence: 'asc' },
  });
  return (
    chain.at(-1)?.hash === hash &&
    chain.length === sequence &&
    firstBroken(chain as unknown as AuditLink[]) === undefined
  );
}
