import type { Role } from '../../domain/access/grants.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { Prisma, type StaffMember } from '../../generated/engine/client.ts';
import type { EngineDatabase } from '../database.ts';
import { dateOf } from '../rows.ts';
import { nobodyIsLeftFor } from '../tasks/nobody-left.ts';
import { isUnfit } from './standing.ts';

/** A row of the staff register as the domain reads it. */
export type Member = Omit<StaffMember, 'roles'> & { readonly roles: readonly Role[] };

export interface MemberEntry {
  readonly roles: readonly Role[];
  /** `*` alone = every region. */
  readonly regions: readonly string[];
  readonly institution?: string | undefined;
  readonly department?: string | undefined;
  readonly specialties: readonly string[];
  readonly active: boolean;
}

export interface MemberFilter {
  readonly region?: string | undefined;
  readonly role?: string | undefined;
  readonly institution?: string | undefined;
  /** Topic of a training that counts on the day asked about. */
  readonly trainedIn?: string | undefined;
}

interface Page {
  /** Only those who work in one of these; undefined = wherever they do. */
  readonly within: readonly string[] | undefined;
  readonly today: PlainDate;
  readonly limit: number;
  /** The subject with whom the page before ended. */
  readonly after: string;
}

export type StaffMembers = ReturnType<typeof createStaffMembers>;

export function createStaffMembers({ prisma, run }: EngineDatabase) {
  return {
    async find(subject: string): Promise<Member | undefined> {
      const [member] = await run<Member>(Prisma.sql`SELECT * FROM "StaffMember" WHERE "subject" = ${subject}`);
      return member;
    },

    /** By name; one more than `limit` where there are more. */
    async list(filter: MemberFilter, { within, today, limit, after }: Page): Promise<Member[]> {
      const { region, role, institution, trainedIn } = filter;
      const rows = await prisma.staffMember.findMany({
        where: {
          AND: [
            within ? { regions: { hasSome: [...within, '*'] } } : {},
            region === undefined ? {} : { regions: { hasSome: [region, '*'] } },
            role === undefined ? {} : { roles: { has: role } },
            institution === undefined ? {} : { institution },
            trainedIn === undefined ? {} : { trainings: { some: counting(trainedIn, today) } },
            { subject: { gt: after } },
          ],
        },
        orderBy: { subject: 'asc' },
        take: limit + 1,
      });
      return rows.map(asMember);
    },

    async put(subject: string, entry: MemberEntry, updatedBy: string, updatedAt: Date): Promise<Member> {
      const { roles, regions, institution = null, department = null, specialties, active } = entry;
      const written = {
        roles: [...roles],
        regions: [...regions],
        institution,
        department,
        specialties: [...specialties],
        active,
        updatedAt,
        updatedBy,
      };
      const create = { subject, ...written };
      const [member] = await prisma.$transaction([
        prisma.staffMember.upsert({ where: { subject }, create, update: written }),
        ...backToQueues(subject, updatedBy, updatedAt).map((write) => prisma.$executeRaw(write)),
      ]);
      return asMember(member);
    },
  };
}

/**
 * What somebody holds and is not fit for by the entry goes back: to whoever delegated it, else into its queue; what
 * they had delegated is nobody's to give back to, and goes into its queue as well.
 */
function backToQueues(subject: string, by: string, at: Date): Prisma.Sql[] {
  const unfit = isUnfit(
    Prisma.sql`${subject}`,
    Prisma.sql`coalesce(task."standIn", task."candidate")`,
    Prisma.sql`task."region"`,
  );
  const theirs = Prisma.sql`task."state" = 'claimed'
    AND (task."assignee" = ${subject} OR task."delegator" = ${subject}) AND ${unfit}`;
  const isDelegate = Prisma.sql`task."assignee" = ${subject} AND task."delegator" IS NOT NULL`;
  return [
    Prisma.sql`INSERT INTO "TaskEvent" ("taskId", "at", "action", "actor", "assignee")
      SELECT task."id", ${at}::timestamptz,
        CASE WHEN ${isDelegate} THEN 'delegationReturned' ELSE 'released' END, ${by},
        CASE WHEN ${isDelegate} THEN task."delegator" END
      FROM "Task" AS task WHERE ${theirs}`,
    Prisma.sql`UPDATE "Task" AS task SET "version" = "version" + 1, "delegator" = NULL,
        "standIn" = NULL,
        "assignee" = CASE WHEN ${isDelegate} THEN task."delegator" END,
        "state" = CASE WHEN ${isDelegate} THEN 'claimed' ELSE 'ready' END,
        "claimedAt" = CASE WHEN ${isDelegate} THEN task."claimedAt" END
      WHERE ${theirs}`,
    Prisma.sql`UPDATE "Task" AS task SET "nobodyLeft" = TRUE
      WHERE task."state" = 'ready' AND NOT task."nobodyLeft" AND task."barred" <> '{}' AND ${nobodyIsLeftFor('task')}`,
  ];
}

function counting(topic: string, day: PlainDate): Prisma.TrainingWhereInput {
  const date = dateOf(day);
  return { topic, on: { lte: date }, OR: [{ validUntil: null }, { validUntil: { gte: date } }] };
}

function asMember(row: StaffMember): Member {
  return row as Member;
}
