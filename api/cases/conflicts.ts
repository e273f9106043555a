import type { Caller } from '../../domain/access/access.ts';
import { checkPermittedCaseAction } from '../../domain/case/permitted-actions.ts';
import type { ConflictRule } from '../../domain/tasks/conflict-rules.ts';
import type { Clock } from '../../platform/clock.ts';
import type { CaseReads } from '../../store/cases/case-reads.ts';
import type { Conflicts, DeclaredConflict } from '../../store/subjects/conflicts.ts';
import { requireCase } from './case-permission.ts';

/** What a supervisor can know of somebody; the others follow from what was done. */
export const declarableRules = ['treatingPhysician', 'relative', 'declared'] as const satisfies readonly ConflictRule[];

export interface ConflictEntry {
  readonly subject: string;
  readonly rule: (typeof declarableRules)[number];
}

interface Dependencies {
  cases: Pick<CaseReads, 'accessed'>;
  conflicts: Conflicts;
  clock: Clock;
  /** Has somebody else judge in rounds what is not for them any more. */
  replaceJudge: (caseId: string, subject: string, by: string) => Promise<void>;
}

export type ConflictDesk = ReturnType<typeof createConflictDesk>;

/** 回避: who must not take part in a case, as their supervisor says. */
export function createConflictDesk({ cases, conflicts, clock, replaceJudge }: Dependencies) {
  return {
    /** In the order in which they were declared. @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async list(caseId: string, caller: Caller): Promise<DeclaredConflict[]> {
      await permitted(caseId, caller);
      return conflicts.of(caseId);
    },

    /**
     * Keeps somebody from every step from which the rule bars, takes what they hold of these from them, and leaves what
     * they have done. Declaring it again changes nothing. @throws DomainError NOT_FOUND, NOT_PERMITTED, STATE_CONFLICT
     */
    async declare(caseId: string, { subject: staff, rule }: ConflictEntry, caller: Caller): Promise<void> {
      checkPermittedCaseAction('declareConflict', await permitted(caseId, caller));
      const declaredBy = caller.subject;
      await conflicts.declare({ subjectId: caseId, staff, rule, declaredBy, declaredAt: clock.now() });
      await replaceJudge(caseId, staff, declaredBy);
    },
  };

  async function permitted(id: string, caller: Caller) {
    return requireCase(await cases.accessed(id), 'declareConflict', caller);
  }
}
