import { DomainError } from '../../domain/errors.ts';
import type { ApplicationKind } from '../../domain/eligibility/verdict.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { InsuranceType } from '../../domain/policy/schema.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { localDay, endOfDay } from '../../domain/time-zone.ts';
import { nextWorkingDay, type WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import { requireTreating } from '../../domain/eligibility/designation.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { InOpening } from './case-activities.ts';
import { clockTo, type TaskClock } from '../../domain/deadlines/task-clock.ts';
import type { Settlement } from '../settlement/port.ts';
import type { CaseStore, StoredCase } from '../../store/cases/port.ts';
import { tellFacts } from '../../store/registers/facts-to-tell.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import { answerLetter } from '../../store/subjects/letters.ts';
import { changeCase, fileCase, keepCourse } from '../../store/cases/case-writes.ts';
import { completeTask } from '../../store/tasks/task-writes.ts';

interface Dependencies {
  store: CaseStore;
  policies: PolicyStore;
  calendar: WorkingCalendar;
  settlement: Settlement;
}

export type FilingActivities = ReturnType<typeof createFilingActivities>;

export function createFilingActivities({ store, policies, calendar, settlement }: Dependencies) {
  return {
    /**
     * Key `file:<opening>`, and `<case>:file:<opening>` at the settlement service. 备案: number and date of the
     * entitlement. Should we die between its answer and our record, the service answers the repeat with the same
     * number.
     */
    async fileEntitlement({ caseId, opening, at }: { caseId: string; opening: number; at: string }) {
      const { replaces = [], from } = await store.effect<Filed>(caseId, `file:${opening}`, async (stored) => {
        const policy = await policies.get(stored.policyVersionId);
        requireTreating(policy, stored, localDay(new Date(at)));
        const replaced = await replacedBy(stored, policy);
        const earlier = goesOn.includes(stored.kind)
          ? replaced.find(({ disease }) => disease === stored.disease)
          : undefined;
        const filing = await filed(stored, `${caseId}:file:${opening}`, localDay(new Date(at)), earlier);
        return {
          at: new Date(at),
          actor: 'system',
          action: 'filed',
          result: {
            ...filing,
            from: stored.decision!.benefitFrom!,
            ...(replaced.length > 0 && { replaces: replaced.map(({ id }) => id) }),
          },
          writes: [
            changeCase({
              stage: 'notifying',
              ...(earlier?.recognitionState === 'suspended' && { recognitionState: 'suspended' }),
            }),
            fileCase(filing.filingNumber, filing.filedOn),
            ...(earlier?.course ? [keepCourse(earlier.course)] : []),
            tellFacts(stored.personId, `${caseId}/${opening}`),
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
      return store.effectOf(caseId, `task:${taskId}:answer`, answerLetter(caseId, given), (_, answer) => {
        const { institution, insuranceType } = answer;
        const corrected = { ...(institution && { institution }), ...(insuranceType && { insuranceType }) };
        return {
          at: new Date(at),
          actor: answer.by.subject,
          action: 'filingCorrected',
          result: { outcome: 'corrected' as const, ...corrected },
          writes: [changeCase(corrected), completeTask(answer)],
        };
      });
    },

    /** Key `task:<id>:answer`. What it replaces the office has ended at the settlement side as well. */
    async recordFiledByHand({ caseId, opening, answer: given, at }: InOpening & FilingByHand): Promise<FiledByHand> {
      const { taskId } = given;
      const letter = answerLetter(caseId, given);
      const filed = await store.effectOf(caseId, `task:${taskId}:answer`, letter, async (stored, answer) => {
        const { filingNumber, filedOn, by } = answer;
        const replaced = await replacedBy(stored, await policies.get(stored.policyVersionId));
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
   * What the person holds that ends with this approval: what it goes on from, and diseases that the pack lets it
   * replace.
   */
  async function replacedBy(stored: StoredCase, policy: Policy): Promise<readonly StoredCase[]> {
    const { id, personId, kind, region, disease } = stored;
    const diseases = [...(goesOn.includes(kind) ? [disease] : []), ...getDisease(policy, disease).supersedes];
    if (diseases.length === 0) return [];
    const held = await Promise.all(
      (await store.heldBy(personId)).filter((other) => other !== id).map((other) => store.get(other)),
    );
    return held.filter((other) => other.region === region && diseases.includes(other.disease));
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
      const filingNumber = numberOf(stored);
      if (filingNumber !== number && !there)
        await settlement.change(`${other}:${key}`, { kind: 'end', filingNumber, from, reason: 'superseded' });
      return {
        at: new Date(at),
        actor: 'system',
        action: 'replaced',
        result: { by: caseId },
        writes: [changeCase({ recognitionState: 'replaced', holdsPlace: false })],
      };
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
