import type { DemoClient } from '../demo/client.ts';
import type { Answer } from '../../domain/tasks/answers.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import { countyApplications, countyReviewers } from '../../examples/office/county-chain.ts';
import type { Path } from './path.ts';

/** 科室复核 → 审核确认 by two people who answer at once, each what their queue has next. */
export const reviewPath: Path = {
  bare: [
    { workflow: 'reviewWithLocalActivities', title: '(b) bare Temporal, local activities, eager start', goal: 0.8 },
  ],
  goals: { events: 40 },
  applicants: countyApplications,
  decided: decidedByReviewers,
};

/** Another's hand may have been faster than the answer to the submission. */
const reviewed = ['awaitingDepartment', 'awaitingConfirmation'];

/**
 * A task that another's hand has taken meanwhile is made up for by theirs: each waits until its own case is decided.
 */
function decidedByReviewers(client: DemoClient): (line: ExampleApplication) => Promise<string> {
  const decisions = new Map<string, Decision>();

  function decisionOf(caseId: string): Decision {
    const decision = decisions.get(caseId) ?? undecided();
    decisions.set(caseId, decision);
    return decision;
  }

  return async (line) => {
    const answer = await client.submit(line);
    const [application] = answer.kind === 'receipt' ? answer.receipt.applications : [];
    if (!application || !(reviewed.includes(application.stage) || application.decision))
      throw new Error(`Not before its reviewers: ${JSON.stringify(answer)}`);
    let decided = '';
    for (const [reviewer, said] of countyReviewers) decided = await answerNext(client, reviewer, said);
    decisionOf(decided).make();
    await decisionOf(application.id).made;
    decisions.delete(application.id);
    return application.id;
  };
}

/** Takes what is next and answers it. Returns its case. */
async function answerNext(
  client: DemoClient,
  reviewer: ExampleApplication['caller'],
  decision: Answer,
): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const post = (path: string, body: object) =>
    client.call(reviewer, path, { method: 'POST', headers, body: JSON.stringify(body) });
  const next = await post('/v1/inbox/next', {});
  const { subject, task } = next.body as { subject: { id: string }; task: { id: string; version: number } };
  const { id, version } = task;
  const done = await post(`/v1/tasks/${id}/completion`, { version, decision });
  if (done.status !== 200) throw new Error(`Not answered: ${JSON.stringify(done)}`);
  return subject.id;
}

interface Decision {
  readonly made: Promise<void>;
  make(): void;
}

function undecided(): Decision {
  let make = () => {};
  const made = new Promise<void>((resolve) => (make = resolve));
  return { made, make };
}
