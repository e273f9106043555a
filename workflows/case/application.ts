/**
 * One application: one person, one disease, from receipt to its end.
 * D3-P §二(二)1 — decided at once or in a round, benefit from the next day, a refusal with its reason; D2 §一(七) — the
 * hospital chain; docs/PRACTICE.md.
 */
import { allHandlersFinished, condition, workflowInfo } from '@temporalio/workflow';
import type { Conclusion } from '../../activities/case/case-activities.ts';
import type { Outcome, Ruling } from '../../domain/case/decision.ts';
import type { CaseEnding } from '../../domain/case/stage.ts';
import { CaseFile, type Ended, type RuledByRound } from './case-file.ts';
import { cases, handbooks } from './effects.ts';
import { notices } from '../notices/effects.ts';
import { fileApproval, filingIn } from './filing.ts';
import type { AnswerResult, ApplicationInput, ApplicationResult, TaskAnswer } from '../messages.ts';
import { appeal } from './procedures/appeal.ts';
import { immediate } from './procedures/immediate.ts';
import { monthlyBatch } from './procedures/monthly-batch.ts';
import { reviewChain } from './procedures/review-chain.ts';
import { takeWhatOpenedAgain } from './supplement.ts';
import { acceptMessages } from '../tasks/task-holder.ts';
import { now } from '../time.ts';
import { stopHomeVisit } from '../visits/visiting.ts';

const procedures = { immediate, reviewChain, monthlyBatch };

export async function application(input: ApplicationInput): Promise<ApplicationResult> {
  const file = new CaseFile(input);
  acceptMessages(file, (answer) => resultOf(file, answer));

  // 收件: the case is ours, or another run's.
  const { caseId, opening } = input;
  const taken = await cases.takeCase({ caseId, runId: workflowInfo().runId, opening: opening.ordinal, at: now() });
  if (!taken) return 'takenElsewhere';
  if (opening.because === 'supplied') await takeWhatOpenedAgain(file);

  // 即时办结, 科室复核 → 审核确认, or 集中评审, as the pack says for the disease; 异议复核 where it was refused before.
  const procedure = opening.because === 'appealed' ? appeal : procedures[input.procedure];
  const concluded = await conclude(file, await procedure(file));
  const ending =
    'ending' in concluded ? await tellEnding(file, concluded.ending) : await fileAndTell(file, concluded.outcome);
  await condition(allHandlersFinished);
  return ending;
}

/**
 * 办结, or an end without a decision: one of them an opening, whichever was recorded first. A workflow task that is
 * attempted again may have heard more than the attempt that wrote the record, so the record says what holds.
 */
async function conclude(file: CaseFile, result: Ruling | RuledByRound | Ended): Promise<Conclusion> {
  const concluded = await recordConclusion(file, result);
  file.concluded(concluded);
  return concluded;
}

function recordConclusion(
  { caseId, opening, answer }: CaseFile,
  result: Ruling | RuledByRound | Ended,
): Promise<Conclusion> {
  if ('ending' in result) return cases.endCase({ caseId, opening, ...result, at: now() });
  if ('round' in result) return cases.recordRoundDecision({ caseId, opening, ...result, at: now() });
  return cases.recordDecision({ caseId, opening, ruling: result, ...(answer && { taskId: answer.taskId }), at: now() });
}

/** 备案, 告知: both go on until they have succeeded. */
async function fileAndTell(file: CaseFile, outcome: Outcome): Promise<Outcome> {
  const { caseId, opening } = file;
  if (outcome === 'approved') await fileApproval(file);
  if (outcome === 'approved' && file.input.procedure === 'reviewChain')
    await handbooks.allotHandbook({ caseId, opening, at: now() });
  await file.besideDone();
  await notices.sendDecisionNotices({
    caseId,
    opening,
    appealed: file.input.opening.because === 'appealed',
    at: now(),
  });
  return outcome;
}

/** 撤回申请, 不予受理, lapsed or died: nothing is said about the disease, and the papers are kept. */
async function tellEnding(file: CaseFile, ending: CaseEnding): Promise<CaseEnding> {
  const { caseId, opening } = file;
  stopHomeVisit(file, ending);
  await file.besideDone();
  await notices.sendEndingNotices({ caseId, opening, at: now() });
  return ending;
}

function resultOf({ conclusion }: CaseFile, answer: TaskAnswer): AnswerResult {
  const decision = conclusion && 'outcome' in conclusion ? conclusion : null;
  return filingIn(answer) ?? decision;
}
