import type { OpenedBecause } from '../../domain/case/case-message.ts';
import { applicationOf } from '../../domain/eligibility/application.ts';
import { assess } from '../../domain/eligibility/assess.ts';
import { DomainError, isDomainError } from '../../domain/errors.ts';
import type { ProcedureName } from '../../domain/policy/schema.ts';
import type { Involvement } from '../../domain/tasks/four-eyes.ts';
import { outboxMessages } from '../../store/outbox/outbox-messages.ts';
import { takeFromOutbox } from '../../store/outbox/outbox.ts';
import { judgeAgain } from '../../store/rounds/judged-again.ts';
import {
  handedOver,
  openIn,
  placeInQueues,
  rulingOf,
  visitOffered,
  type Assessed,
  type HandedOver,
} from './assessment.ts';
import type { CourseSoFar } from '../../domain/deadlines/task-clock.ts';
import { changeCase, keepAssessment } from '../../store/cases/case-writes.ts';
import type { StoredCase } from '../../store/cases/port.ts';
import { concludingEffects } from './concluding.ts';
import type { InOpening } from './on-case.ts';

type Dependencies = Parameters<typeof concludingEffects>[0];

interface Assessment extends InOpening {
  /** Counted over all openings, from 0. */
  ordinal: number;
  /** Whether the procedure lets the rules approve; otherwise people do, with the findings before them. */
  mayApprove: boolean;
  /** Whether they may refuse; of an appeal, only people do. */
  mayRefuse: boolean;
  course: CourseSoFar;
}

export type CaseActivities = ReturnType<typeof createCaseActivities>;

export function createCaseActivities(parts: Dependencies) {
  const { store, looks, policies, calendar } = parts;
  return {
    ...concludingEffects(parts),

    /**
     * Key `take:<opening>`. received → open, with the run that holds it, and what it goes by: the record says it, not
     * whoever started the run. Null where the record awaits no such opening, or another run holds it.
     */
    async takeCase({ caseId, opening, runId, at }: InOpening & { runId: string }): Promise<Taken | null> {
      const taken = await ifAwaited(
        store.effect(caseId, `take:${opening}`, async (stored) => {
          if (stored.status !== 'received' || stored.opening !== opening) throw notAwaited(stored, opening);
          return {
            at: new Date(at),
            actor: 'system',
            action: 'taken',
            result: { holder: runId, ...(await courseOf(stored)) },
            writes: [
              takeFromOutbox(outboxMessages.start(caseId, opening)),
              changeCase({ status: 'open', stage: 'assessing', runId, openedAt: new Date(at) }),
            ],
          };
        }),
      );
      return taken?.holder === runId ? taken : null;
    },

    /**
     * Key `assess:<ordinal>`. Runs the rules on what the registries say now, and keeps verdict, trace and facts. The
     * workflow branches on the answer recorded here, so that a corrected rule never breaks a replay.
     */
    async assess({ caseId, ordinal, mayApprove, mayRefuse, course, at }: Assessment): Promise<Assessed> {
      const look = looks(caseId);
      const answer = await store.effect<Assessed>(caseId, `assess:${ordinal}`, async (stored) => {
        const policy = await policies.get(stored.policyVersionId);
        const now = new Date(at);
        const { facts } = await look.at(stored, at);
        const { verdict, trace } = assess(policy, applicationOf(stored), facts, now);
        const assessed = keepAssessment({ ordinal, verdict, trace, facts });
        const recorded = { at: now, actor: 'rules', action: 'assessed' };
        const matter = { policy, stored, facts, now };
        const ruling = rulingOf(verdict, mayApprove, mayRefuse);
        const open = openIn(verdict);
        const offered = visitOffered(matter, ruling, open);
        if (ruling) {
          const place = offered.visitTrigger ? [changeCase(placeInQueues(matter))] : [];
          return { ...recorded, result: { kind: 'ruled', ruling, ...offered }, writes: [assessed, ...place] };
        }
        const result = { ...handedOver(matter, open, course, calendar), ...offered };
        const dueAt = new Date(result.clock.dueAt);
        const change = changeCase({
          ...acceptance(result, course),
          ...placeInQueues(matter),
          ...(facts.person.nameDiffers && stored.identity !== 'checked' && { identity: 'doubtful' }),
          dueAt,
        });
        return { ...recorded, result, writes: [assessed, change] };
      });
      look.handOn();
      return answer;
    },

    /**
     * Key `round:<opening>`, with the ordinal after the first. The case stands where its region's next round finds it,
     * or that which asked.
     */
    async waitForRound({ caseId, opening, ordinal = 0, dueAt, at }: InOpening & { ordinal?: number; dueAt: string }) {
      await store.effect(caseId, ordinal === 0 ? `round:${opening}` : `round:${opening}/${ordinal}`, (stored) => ({
        at: new Date(at),
        actor: 'system',
        action: 'awaitsRound',
        result: { dueAt },
        writes: [changeCase({ stage: 'awaitingBatch', dueAt: new Date(dueAt) }), judgeAgain(stored.opening)],
      }));
    },

    /** Key `breach:<opening>`. The deadline passed without a decision; the case waits on. */
    async recordBreach({ caseId, opening, dueAt, at }: InOpening & { dueAt: string }) {
      await store.effect(caseId, `breach:${opening}`, ({ breachedAt }) => ({
        at: new Date(at),
        actor: 'system',
        action: 'deadlineBreached',
        result: { dueAt },
        // The first of an opening stands.
        writes: [changeCase({ breachedAt: breachedAt ?? new Date(at) })],
      }));
    },
  };

  /** What a run of the case goes by. */
  async function courseOf(stored: StoredCase): Promise<Course> {
    const { id, opening, procedure, enteredBy, treatingPhysician, policyVersionId } = stored;
    const { pack, version } = await policies.get(policyVersionId);
    const involved: Involvement[] = [
      ...(enteredBy === 'system' ? [] : [{ subject: enteredBy, rule: 'entered' } as const]),
      ...(treatingPhysician === null ? [] : [{ subject: treatingPhysician, rule: 'treatingPhysician' } as const]),
    ];
    const course = { procedure, policy: `${pack} ${version}`, because: 'submitted', assessed: 0, involved } as const;
    if (opening === 0) return course;
    const { answered, ...reopened } = await store.reopened(id, opening);
    const deciders = reopened.because === 'appealed' ? answered : [];
    const decided = deciders.map((subject) => ({ subject, rule: 'decided' }) as const);
    return { ...course, ...reopened, involved: [...involved, ...decided] };
  }
}

/** What a run goes by, as the record has it: the papers and the person stay there. */
export interface Course extends OpenedBecause {
  readonly procedure: ProcedureName;
  /** Pack and version, for whoever reads it. */
  readonly policy: string;
  /** Assessments made before. */
  readonly assessed: number;
  /** Who is involved in the case so that a step may not be for them. */
  readonly involved: readonly Involvement[];
}

/** The run that holds an opening. */
export interface Taken extends Course {
  readonly holder: string;
}

/** Accepted by the rules, unless it was accepted before. */
function acceptance({ acceptedAt }: HandedOver, course: CourseSoFar) {
  return acceptedAt && !course.acceptedAt ? { acceptedAt: new Date(acceptedAt), acceptedBy: 'rules' } : {};
}

function notAwaited({ id, status }: StoredCase, opening: number): DomainError {
  return new DomainError('NOT_IN_RECORD', `No run is awaited for opening ${opening} of the case.`, {
    params: { case: id, opening, state: status },
  });
}

/** Null where the record awaits none. */
async function ifAwaited<T>(taking: Promise<T>): Promise<T | null> {
  try {
    return await taking;
  } catch (error) {
    if (isDomainError(error) && (error.code === 'NOT_IN_RECORD' || error.code === 'NOT_FOUND')) return null;
    throw error;
  }
}
