import type { Correction } from '../../domain/case/decision.ts';
import { misasked } from '../../domain/eligibility/asked-for.ts';
import { offeredReasons, reasonsChosen } from '../../domain/eligibility/offered-reasons.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { checkAnswer } from '../../domain/tasks/answering.ts';
import type { Answer, GivenAnswer } from '../../domain/tasks/answers.ts';
import { checkCorrected, checkSettled, pointsLeft, unsettledAtAcceptance } from '../../domain/tasks/basis.ts';
import type { AskRulesAgain } from '../../store/cases/asked-again.ts';
import type { DossierRow } from '../../store/cases/dossier.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { TaskDetails } from '../../store/tasks/task-details.ts';

interface Dependencies {
  policies: PolicyStore;
  askRulesAgain: AskRulesAgain;
}

export type CheckAnswer = (task: TaskDetails, given: GivenAnswer) => Promise<Answer>;

/**
 * The answer as it will stand, its reasons with their clauses, checked against the record as it is now: papers against
 * the file, what a register knows against the register. Between here and the effect that records it, only what
 * registers say can change; the effect looks at that again.
 * @throws DomainError ANSWER_NOT_POSSIBLE, DECISION_INCOMPLETE, INVALID_REQUEST
 */
export function createAnswerCheck({ policies, askRulesAgain }: Dependencies): CheckAnswer {
  return async (task, given) => {
    const { kind, open, dossier } = task;
    const policy = await policies.get(task.policyVersionId);
    const answer = withClauses(given, policy, dossier, open);
    // Whether papers were asked for before, the workflow knows.
    checkAnswer(answer, { kind, open, supplementRequested: false });
    if (dossier) await checkBasis(answer, open, policy, dossier);
    return answer;
  };

  async function checkBasis(answer: Answer, open: readonly Reason[], policy: Policy, dossier: DossierRow) {
    const { caseId, disease } = dossier;
    switch (answer.outcome) {
      case 'approved':
      case 'recommended': {
        const left = pointsLeft(answer.answers, open, { policy, ...dossier });
        if (left.length === 0 && !answer.correction) return;
        return checkSettled(left, open, await askRulesAgain(caseId, answer.correction));
      }
      case 'accepted': {
        const left = unsettledAtAcceptance(open);
        if (left.length > 0) checkSettled(left, open, await askRulesAgain(caseId));
        return;
      }
      case 'corrected': {
        const { institution, insuranceType } = answer;
        if (institution === undefined && insuranceType === undefined) return;
        const corrected: Correction = { ...(institution && { institution }), ...(insuranceType && { insuranceType }) };
        return checkCorrected(corrected, await askRulesAgain(caseId, corrected));
      }
      case 'supplementRequested': {
        const findings = misasked(answer.also, policy, disease, '/decision/also');
        if (findings.length > 0)
          throw new DomainError('INVALID_REQUEST', 'The disease does not ask for this.', { findings });
        return;
      }
      default:
    }
  }
}

function withClauses(given: GivenAnswer, policy: Policy, dossier: DossierRow | null, open: readonly Reason[]): Answer {
  if (!('reasons' in given)) return given;
  const offered = dossier ? offeredReasons(policy, dossier.disease, open) : [];
  return { ...given, reasons: reasonsChosen(given.reasons, offered) };
}
