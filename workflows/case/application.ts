/**
 * One application: one person, one disease, from receipt to its end.
 * D3-P §二(二)1 — decided at once or in a round, benefit from the next day, a refusal with its reason; D2 §一(七) — the
 * hospital chain; docs/PRACTICE.md.
 */
import { allHandlersFinished, condition, workflowInfo } from '@temporalio/workflow';
import type { Outcome, Ruling } from '../../domain/case/decision.ts';
import type { CaseEnding } from '../../domain/case/stage.ts';
import type { Over } from './recording.ts';
import { CaseFile } from './case-file.ts';
import { cases, handbooks } from './effects.ts';
import { notices } from '../notices/effects.ts';
import { fileApproval } from './filing.ts';
import { applicationWorkflowId } from '../ids.ts';
import type { AnswerResult, ApplicationInput, ApplicationResult } from '../messages.ts';
import { appeal } from './procedures/appeal.ts';
import { immediate } from './procedures/immediate.ts';
import { monthlyBatch } from './procedures/monthly-batch.ts';
import { reviewChain } from './procedures/review-chain.ts';
import { settle } from './settling.ts';
import { takeWhatOpenedAgain } from './supplement.ts';
import { acceptMessages } from '../tasks/task-holder.ts';
import { now } from '../time.ts';
import { stopHomeVisit } from '../visits/visiting.ts';

const procedures = { immediate, reviewChain, monthlyBatch };

export async function application(input: ApplicationInput): Promise<ApplicationResult> {
  const file = new CaseFile(input);
  acceptMessages(file, () => resultOf(file));

  // 收件: the case is ours; or the record knows nothing of this run.
  if (!(await isTaken(file))) return 'notTaken';
  if (file.course.because === 'supplied') await takeWhatOpenedAgain(file);

  // 即时办结, 科室复核 → 审核确认, or 集中评审, as the pack says for the disease; 异议复核 where it was refused before.
  const procedure = file.course.because === 'appealed' ? appeal : procedures[file.course.procedure];
  const { conclusion } = await byPeopleOrRules(file, await procedure(file));
  const ending =
    'ending' in conclusion ? await tellEnding(file, conclusion.ending) : await fileAndTell(file, conclusion.outcome);
  await condition(allHandlersFinished);
  return ending;
}

/** Whatever the run was started with, only the one that bears the case's name has the case. */
async function isTaken(file: CaseFile): Promise<boolean> {
  const { caseId, opening } = file;
  const { workflowId, runId } = workflowInfo();
  if (workflowId !== applicationWorkflowId(caseId, opening)) return false;
  const taken = await cases.takeCase({ caseId, opening, runId, at: now() });
  if (taken) file.begins(taken);
  return taken !== null;
}

/**
 * 办结, or an end without a decision: one of them an opening, whichever was recorded first. A workflow task that is
 * attempted again may have heard more than the attempt that wrote the record, so the record says what holds. What
 * people decide has been recorded by then. Of the rules, too, something may have changed meanwhile.
 */
async function byPeopleOrRules(file: CaseFile, result: Ruling | Over): Promise<Over> {
  if ('conclusion' in result) return result;
  const recorded = await cases.recordDecision({ ...file.place, ruling: result, at: now() });
  if ('unsettled' in recorded) return settle(file, recorded);
  file.concluded(recorded);
  return { conclusion: recorded };
}

/** 备案, 告知: both go on until they have succeeded. */
async function fileAndTell(file: CaseFile, outcome: Outcome): Promise<Outcome> {
  const { caseId, opening } = file;
  if (outcome === 'approved') await fileApproval(file);
  if (outcome === 'approved' && file.course.procedure === 'reviewChain')
    await handbooks.allotHandbook({ caseId, opening, at: now() });
  await file.besideDone();
  await notices.sendDecisionNotices({
    caseId,
    opening,
    appealed: file.course.because === 'appealed',
    at: now(),
  });
  return outcome;
}

/** 撤回申请, 不予受理, lapsed or died: nothing is said about the disease, and the papers are kept. */
async function tellEnding(file: CaseFile, ending: CaseEnding): Promise<CaseEnding> {
  const { caseId, opening } = file;
  stopHomeVisit(file);
  await file.besideDone();
  await notices.sendEndingNotices({ caseId, opening, at: now() });
  return ending;
}

/** By the officer who has what could not be filed, or by whoever decided. */
function resultOf({ filingDone, conclusion }: CaseFile): AnswerResult {
  if (filingDone) return filingDone;
  return conclusion && 'outcome' in conclusion ? conclusion : null;
}
