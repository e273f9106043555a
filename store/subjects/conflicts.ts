import type { ConflictRule } from '../../domain/tasks/conflict-rules.ts';
import { Prisma, type Conflict, type PrismaClient } from '../../generated/engine/client.ts';
import { insertInto, writeAtOnce } from '../one-statement.ts';
import { barFromTasks } from '../tasks/barring.ts';

/** 回避: who must not take part in what concerns a subject. */
export type DeclaredConflict = Omit<Conflict, 'rule'> & { readonly rule: ConflictRule };

/** Declaring it again changes nothing. */
export function keepConflict(conflict: DeclaredConflict): Prisma.Sql {
  return Prisma.sql`${insertInto('Conflict', [conflict])} ON CONFLICT DO NOTHING`;
}

export type Conflicts = ReturnType<typeof createConflicts>;

export function createConflicts(prisma: PrismaClient) {
  return {
    /** In the order in which they were declared. */
    async of(subjectId: string): Promise<DeclaredConflict[]> {
      const rows = await prisma.conflict.findMany({
        where: { subjectId },
        orderBy: [{ declaredAt: 'asc' }, { staff: 'asc' }],
      });
      return rows as DeclaredConflict[];
    },

    /** Keeps them from every step from which the rule bars; what they hold of these goes back to its queue. */
    declare: (conflict: DeclaredConflict): Promise<void> =>
      writeAtOnce(prisma, [keepConflict(conflict), ...barFromTasks(conflict)]),
  };
}
