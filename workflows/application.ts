/**
 * One application: one person, one disease, from receipt to its end.
 * D3-P §二(二)1 — decided at once or in a round, benefit from the next day, a refusal with its reason; D2 §一(七) — the
 * hospital chain; docs/PRACTICE.md.
 */
import { allHandlersFinished, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import type { Ruling } from '../domain/case/decision.ts';
import { CaseFile } from './case-file.ts';
import { cases, filing, notices } from './effects.ts';
import { refusing } from './failures.ts';
import { answerTask, type ApplicationInput, type Ending, type TaskAnswer } from './messages.ts';
import { immediate } from './procedures/immediate.ts';
import { monthlyBatch } from './procedures/monthly-batch.ts';
import { reviewChain } from './procedures/review-chain.ts';
import { now } from './time.ts';

const procedures = { immediate, reviewChain, monthlyBatch };

export async function application(input: ApplicationInput): Promise<Ending> {
  const file = new CaseFile(input);
  acceptAnswers(file);

  // 收件: the case is ours, or another run's.
  const taken = await cases.takeCase({ caseId: input.caseId, runId: workflowInfo().runId, at: now() });
  if (!taken) return 'takenElsewhere';

  // 即时办结, 科室复核 → 审核确认, or 集中评审, as the pack says for the disease.
  const ruling = await procedures[input.procedure](file);

  // 办结: from here on the decision stands; whoever waits for it is answered.
  const decision = await decide(file, ruling);

  // 备案, then 告知; both go on until they have succeeded.
  if (decision.outcome === 'approved') await filing.fileEntitlement({ caseId: input.caseId, at: now() });
  await file.besideDone();
  await notices.sendDecisionNotices({ caseId: input.caseId, at: now() });

  await condition(allHandlersFinished);
  return decision.outcome;
}

async function decide(file: CaseFile, ruling: Ruling) {
  const task = file.openTask ? { taskId: file.openTask.id } : {};
  const decision = await cases.recordDecision({ caseId: file.input.caseId, ruling, at: now(), ...task });
  file.decided(decision);
  return decision;
}

/** Registered before the first await, so that an answer that comes with the first task finds its handler. */
function acceptAnswers(file: CaseFile): void {
  setHandler(
    answerTask,
    async (answer: TaskAnswer) => {
      file.takeAnswer(answer);
      await condition(() => file.decision !== undefined);
      return file.decision!;
    },
    { validator: refusing((answer: TaskAnswer) => file.checkAnswer(answer)) },
  );
}
