import type { CourseStep, RecognitionCourse } from '../../domain/continuity/recognition-course.ts';
import { isOver } from '../../domain/continuity/recognition-state.ts';
import { DomainError } from '../../domain/errors.ts';
import { afterChanges, coverageOf, type Covered } from '../../domain/continuity/coverage.ts';
import type { ApplicationKind, Facts, Recognised } from '../../domain/eligibility/verdict.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { InsuranceType } from '../../domain/policy/schema.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import { covers, excludes } from '../../domain/policy/relations.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { localDay, endOfDay } from '../../domain/time-zone.ts';
import { nextWorkingDay, type WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import { requireTreating } from '../../domain/eligibility/designation.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import type { InOpening } from './on-case.ts';
import type { Looks } from './known-facts.ts';
import { clockTo, type TaskClock } from '../../domain/deadlines/task-clock.ts';
import type { Settlement } from '../settlement/port.ts';
import type { CaseStore, StoredCase } from '../../store/cases/port.ts';
import { tellFacts } from '../../store/registers/facts-to-tell.ts';
import { changeCase, fileCase, insuredUnder, keepCourse, type CaseWrite } from '../../store/cases/case-writes.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import { answerLetter } from '../../store/subjects/letters.ts';
import { completeTask } from '../../store/tasks/task-writes.ts';

interface Dependencies {
  store: CaseStore;
  policies: PolicyStore;
  inForce: PublishedPolicies;
  looks: Looks;
  calendar: WorkingCalendar;
  settlement: Settlement;
}

export type FilingActivities = ReturnType<typeof createFilingActivities>;

export function createFilingActivities({ store, policies, inForce, looks, calendar, settlement }: Dependencies) {
  return {
    /**
     * Key `file:<opening>`, and `<case>:file:<opening>` at the settlement service. 备案: number and date of the
     * entitlement. Should we die between its answer and our record, the service answers the repeat with the same
     * number; so what is registered is what was decided, and what registers have said since follows as changes, each
     * under a key of its own.
     */
    async fileEntitlement({ caseId, opening, at }: { caseId: string; opening: number; at: string }) {
      const look = looks(caseId);
      const key = `file:${opening}`;
      const { replaces = [], from } = await store.effect<Filed>(caseId, key, async (stored) => {
        const policy = await policies.get(stored.policyVersionId);
        requireTreating(policy, stored, localDay(new Date(at)));
        const { facts } = await look.at(stored, at);
        const replaced = await replacedBy(stored, policy, facts);
        const earlier = goesOn.includes(stored.kind)
          ? replaced.find(({ disease }) => disease === stored.disease)
          : undefined;
        const filedOn = localDay(new Date(at));
        const covered = coveredBy(stored, earlier, filedOn);
        const changes = coverageOf(covered, facts, () => movesAlong(stored));
        const filing = await filed(stored, `${caseId}:${key}`, filedOn, earlier);
        for (const change of changes) {
          const changeKey = `${caseId}:${key}:${change.does}:${change.from}`;
          await settlement.change(changeKey, { filingNumber: filing.filingNumber, ...told(change) });
        }
        const { insuranceType, suspended, ended } = afterChanges(covered, changes);
        return {
          at: new Date(at),
          actor: 'system',
          action: 'filed',
          result: {
            ...filing,
            from: covered.from,
            ...(changes.length > 0 && { changes }),
            ...(replaced.length > 0 && { replaces: replaced.map(({ id }) => id) }),
          },
          writes: [
            changeCase({
              stage: 'notifying',
              ...(suspended && { recognitionState: 'suspended' }),
              ...(ended && { recognitionState: 'ended', holdsPlace: false }),
            }),
            insuredUnder(stored, insuranceType),
            fileCase(filing.filingNumber, filing.filedOn),
            tellFacts(stored.personId, `${caseId}/${opening}`),
            ...keptCourse(stored, earlier, changes),
          ],
        };
      });
      for (const other of replaces) await replace(other, { caseId, opening, from, at });
    },

    /** Key `filingRefused:<opening>:<ordinal>`. Due by the end of the next working day (PRACTICE, Filing). */
    async returnFiling({
      caseId,
      opening,
      ordinal,
      refusal,
      at,
    }: InOpening & { ordinal: number; refusal: string }): Promise<TaskClock> {
      return store.effect(caseId, `filingRefused:${opening}:${ordinal}`, async ({ policyVersionId }) => {
        const policy = await policies.get(policyVersionId);
        const clock = clockTo(policy, endOfDay(nextWorkingDay(calendar, localDay(new Date(at)))));
        return { at: new Date(at), actor: 'system', action: 'filingRefused', result: { refusal, ...clock } };
      });
    },

    /** Key `task:<id>:answer`. It is filed again under the key that it had. */
    async correctFiling({ caseId, answer: given, at }: InOpening & Correcting): Promise<Corrected> {
      const { taskId } = given;
      return store.effectOf(caseId, `task:${taskId}:answer`, answerLetter(caseId, given), (stored, answer) => {
        const { institution, insuranceType } = answer;
        const corrected = { ...(institution && { institution }), ...(insuranceType && { insuranceType }) };
        return {
          at: new Date(at),
          actor: answer.by.subject,
          action: 'filingCorrected',
          result: { outcome: 'corrected' as const, ...corrected },
          writes: [
            ...(institution ? [changeCase({ institution })] : []),
            ...(insuranceType ? [insuredUnder(stored, insuranceType)] : []),
            completeTask(answer),
          ],
        };
      });
    },

    /** Key `task:<id>:answer`. What it replaces the office has ended at the settlement side as well. */
    async recordFiledByHand({ caseId, opening, answer: given, at }: InOpening & FilingByHand): Promise<FiledByHand> {
      const { taskId } = given;
      const letter = answerLetter(caseId, given);
      const look = looks(caseId);
      const filed = await store.effectOf(caseId, `task:${taskId}:answer`, letter, async (stored, answer) => {
        const { filingNumber, filedOn, by } = answer;
        const policy = await policies.get(stored.policyVersionId);
        const { facts } = await look.at(stored, at);
        const replaced = await replacedBy(stored, policy, facts);
        return {
          at: new Date(at),
          actor: by.subject,
          action: 'filedByHand',
          result: {
            taskId,
            outcome: 'filedByHand' as const,
            filingNumber,
            filedOn,
            from: stored.decision!.benefitFrom!,
            replaces: replaced.map(({ id }) => id),
          },
          writes: [
            changeCase({ stage: 'notifying' }),
            fileCase(filingNumber, filedOn as PlainDate),
            tellFacts(stored.personId, `${caseId}/${opening}`),
            completeTask(answer),
          ],
        };
      });
      const { outcome, filingNumber, filedOn, from, replaces } = filed;
      for (const other of replaces) await replace(other, { caseId, opening, from, at }, 'endedByHand');
      return { outcome, filingNumber, filedOn };
    },
  };

  /**
   * What the person holds that ends with this approval: what it goes on from, diseases that it covers, and those beside
   * which it cannot be held, where they were approved before: then whoever approved it has settled which one goes on.
   */
  async function replacedBy(stored: StoredCase, policy: Policy, { recognised }: Facts): Promise<readonly StoredCase[]> {
    const ids = recognised.flatMap(({ caseId, ...held }) => (caseId && isReplaced(held, stored, policy) ? caseId : []));
    return Promise.all(ids.map((id) => store.get(id)));
  }

  function movesAlong({ region }: StoredCase): boolean {
    return knownValue(inForce.openRegion(region).policy.continuity.carriesOverBetweenInsuranceTypes);
  }

  /** A renewal and a change of institution go on under the number that the person has; all else gets its own. */
  async function filed(stored: StoredCase, key: string, filedOn: PlainDate, earlier: StoredCase | undefined) {
    const { term, personId: personRef, region, disease, insuranceType, decidedAt } = approvalOf(stored);
    if (!earlier) {
      return settlement.register(key, { ...term, personRef, region, disease, insuranceType, decidedAt, filedOn });
    }
    const filingNumber = numberOf(earlier);
    // A renewal may be long-term, where its earlier term was not.
    const kind = stored.kind === 'renewal' ? 'extend' : 'change';
    await settlement.change(key, { kind, ...term, filingNumber, reason: stored.kind });
    return { filingNumber, filedOn };
  }

  /**
   * Key `supersede:<opening>:<case>` of the recognition replaced. What goes on under its number is not ended at
   * settlement.
   */
  async function replace(
    other: string,
    { caseId, opening, from, at }: InOpening & { from: PlainDate },
    there?: 'endedByHand',
  ) {
    const key = `supersede:${opening}:${caseId}`;
    const { filingNumber: number } = await store.get(caseId);
    await store.effect(other, key, async (stored) => {
      const replaced = { at: new Date(at), actor: 'system', action: 'replaced', result: { by: caseId } };
      if (isOver(stored.recognitionState)) return replaced;
      const filingNumber = numberOf(stored);
      if (filingNumber !== number && !there)
        await settlement.change(`${other}:${key}`, { kind: 'end', filingNumber, from, reason: 'superseded' });
      return { ...replaced, writes: [changeCase({ recognitionState: 'replaced', holdsPlace: false })] };
    });
  }
}

interface Filed {
  readonly filingNumber: string;
  readonly filedOn: PlainDate;
  /** First day of the benefit. */
  readonly from: PlainDate;
  /** Cases whose recognition ends with it. */
  readonly replaces?: readonly string[];
}

interface Correcting {
  answer: AnswerGiven<'corrected'>;
}

interface FilingByHand {
  answer: AnswerGiven<'filedByHand'>;
}

/** What was corrected. */
interface Corrected {
  readonly outcome: 'corrected';
  readonly institution?: string;
  readonly insuranceType?: InsuranceType;
}

interface FiledByHand {
  readonly outcome: 'filedByHand';
  readonly filingNumber: string;
  readonly filedOn: string;
}

const goesOn: readonly ApplicationKind[] = ['renewal', 'institutionChange'];

/** A transfer ends what it builds on wherever that was held; what goes on, only here. */
function isReplaced(held: Recognised, { kind, region, disease, recognitionTurn }: StoredCase, policy: Policy): boolean {
  if (held.disease === disease) return kind === 'transfer' || (goesOn.includes(kind) && held.region === region);
  if (held.region !== region) return false;
  if (covers(policy, disease, held.disease)) return true;
  return excludes(policy, disease, held.disease) && (held.turn ?? 0) < (recognitionTurn ?? 0);
}

/** What goes on under an earlier number begins as that stands. */
function coveredBy(stored: StoredCase, earlier: StoredCase | undefined, filedOn: PlainDate): Covered {
  const from = stored.decision!.benefitFrom!;
  return {
    region: stored.region,
    insuranceType: (earlier ?? stored).insuranceType,
    suspended: earlier?.recognitionState === 'suspended',
    from,
    until: filedOn > from ? filedOn : from,
  };
}

/** How the settlement service is told of it. */
function told(step: CourseStep) {
  const { from } = step;
  switch (step.does) {
    case 'move':
      return { kind: 'change', from, insuranceType: step.to, reason: 'insuranceTypeChanged' } as const;
    case 'suspend':
      return { kind: 'suspend', from, reason: 'insuranceLapsed' } as const;
    case 'resume':
      return { kind: 'resume', from, reason: 'insuranceResumed' } as const;
    case 'end':
      return { kind: 'end', from, reason: step.reason } as const;
  }
}

/** What is reported later follows upon it. */
function keptCourse(
  { region, insuranceType, decision }: StoredCase,
  earlier: StoredCase | undefined,
  added: RecognitionCourse,
): readonly CaseWrite[] {
  const before = earlier?.course;
  if (!before && added.length === 0) return [];
  const from = decision!.benefitFrom!;
  const { held, steps } = before ?? {
    held: { region, insuranceType: earlier?.insuranceType ?? insuranceType, from },
    steps: [],
  };
  return [keepCourse({ held, steps: [...steps, ...added] })];
}

function approvalOf(stored: StoredCase) {
  const { decision, institution } = stored;
  if (!decision?.benefitFrom) {
    throw new DomainError('STATE_CONFLICT', 'Only an approved case is filed.', { params: { case: stored.id } });
  }
  const { benefitFrom: from, benefitUntil: until, decidedAt } = decision;
  return { ...stored, decidedAt, term: { from, ...(until ? { until } : {}), ...(institution ? { institution } : {}) } };
}

/** 404 would be final; the number comes with the next attempts of the case before. */
function numberOf({ filingNumber }: StoredCase): string {
  if (filingNumber) return filingNumber;
  throw new DomainError('DEPENDENCY_UNAVAILABLE', 'What this case goes on from is not filed yet.', {
    params: { dependency: 'settlement' },
  });
}
