/** What shows that no row of the reads was changed, added or taken away since an anchor over it was taken. */
import { createHash } from 'node:crypto';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { PersonalRead as Row, PrismaClient } from '../../generated/engine/client.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { dateOf, dayOf } from '../rows.ts';
import { chainStart } from '../subjects/audit-chain.ts';

export interface ReadAnchor {
  readonly day: PlainDate;
  readonly root: string;
  readonly rows: number;
}

const rowsAtOnce = 2_000;

/** Once a day; a repeat returns the anchor that is there. */
export async function takeReadAnchor(prisma: PrismaClient, day: PlainDate, takenAt: Date): Promise<ReadAnchor> {
  const date = dateOf(day);
  const taken = await prisma.readAnchor.findUnique({ where: { day: date } });
  if (taken) return { day, root: taken.root, rows: taken.rows };
  const before = await prisma.readAnchor.findFirst({ where: { day: { lt: date } }, orderBy: { day: 'desc' } });
  const previous = before?.root ?? chainStart;
  const upTo = await lastRow(prisma);
  const { root, rows } = await rootOf(prisma, { after: before?.upTo ?? 0n, upTo, previous });
  await prisma.readAnchor.create({ data: { day: date, previous, root, upTo, rows, takenAt } });
  return { day, root, rows };
}

/**
 * Rows are numbered before they are committed. The function waits for those that are being written, which hold the
 * table from before they had their number: no row comes later under a number that is covered.
 */
async function lastRow(prisma: PrismaClient): Promise<bigint> {
  const [row] = await prisma.$queryRaw<{ last: bigint }[]>`SELECT "last_read"() AS "last"`;
  return row!.last;
}

interface Stretch {
  readonly after: bigint;
  readonly upTo: bigint;
  readonly previous: string;
}

async function rootOf(prisma: PrismaClient, { after, upTo, previous }: Stretch) {
  const hash = createHash('sha256').update(previous);
  let rows = 0;
  let from = after;
  for (;;) {
    const page = await prisma.personalRead.findMany({
      where: { id: { gt: from, lte: upTo } },
      orderBy: { id: 'asc' },
      take: rowsAtOnce,
    });
    for (const row of page) hash.update(`\n${canonicalJson(contentOf(row))}`);
    rows += page.length;
    if (page.length < rowsAtOnce) return { root: hash.digest('hex'), rows };
    from = page.at(-1)!.id;
  }
}

function contentOf({ id, at, ...row }: Row): object {
  return { ...row, id: String(id), at: at.toISOString() };
}

export interface ReadAnchorProblem {
  readonly day: PlainDate;
  /** order: it does not follow the anchor before; rows: they are not those that it was taken over. */
  readonly what: 'order' | 'rows';
}

/** What no longer agrees, anchor by anchor. Nothing means that all is whole. */
export async function* verifyReadAnchors(prisma: PrismaClient): AsyncGenerator<ReadAnchorProblem> {
  let previous = chainStart;
  let after = 0n;
  for (const anchor of await prisma.readAnchor.findMany({ orderBy: { day: 'asc' } })) {
    const day = dayOf(anchor.day);
    if (anchor.previous !== previous) yield { day, what: 'order' };
    const { root, rows } = await rootOf(prisma, { after, upTo: anchor.upTo, previous: anchor.previous });
    if (root !== anchor.root || rows !== anchor.rows) yield { day, what: 'rows' };
    previous = anchor.root;
    after = anchor.upTo;
  }
}
