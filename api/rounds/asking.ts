import { randomUUID } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';
import type { MessageSent } from '../../domain/case/case-message.ts';
import { misasked, type AskedFor } from '../../domain/eligibility/asked-for.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import type { Clock } from '../../platform/clock.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { askApplicant } from '../../store/rounds/member-writes.ts';
import type { HeldMember, RoundLocks } from '../../store/rounds/round-locks.ts';
import type { RoundName } from '../../store/rounds/round-rows.ts';
import type { TellCase } from '../cases/tell.ts';
import { requireVoter } from './voter.ts';

interface Dependencies {
  locks: RoundLocks;
  clock: Clock;
  policies: PolicyStore;
  tell: TellCase;
}

export type AskFromRound = ReturnType<typeof createAsking>;

/**
 * An expert asks the applicant for what the file lacks 补正: the clock of this member stands still, the round goes on.
 * @throws DomainError NOT_FOUND, NOT_PERMITTED, FOUR_EYES, STATE_CONFLICT, INVALID_REQUEST, ANSWER_NOT_POSSIBLE where
 * the applicant has been asked before
 */
export function createAsking({ locks, clock, policies, tell }: Dependencies) {
  return async function ask(name: RoundName, caseId: string, also: AskedFor, caller: Caller): Promise<void> {
    const { workflowId, message } = await locks.member(name, caseId, async (member) => {
      requireVoter('askFromRound', member, await member.assignments(), caller);
      checkQuestions(also, await policies.get(member.casePolicyVersionId), member.disease);
      await requireNotAskedBefore(member);
      return asked(member, also, caller.subject, clock.now());
    });
    await tell(workflowId, message);
  };
}

async function asked(member: HeldMember, also: AskedFor, by: string, at: Date) {
  const { caseId, workflowId, opening } = member;
  const message: MessageSent<'roundAsks'> = { id: randomUUID(), kind: 'roundAsks' };
  await member.change(at, [askApplicant(message, by, { also })], {
    key: `asked:${caseId}/${opening}`,
    actor: by,
    action: 'asked',
    result: { application: caseId, messageId: message.id },
  });
  return { workflowId, message };
}

/** 一次性告知: once in each opening of a case. */
async function requireNotAskedBefore(member: HeldMember): Promise<void> {
  if (!(await member.wasAskedForPapers())) return;
  throw new DomainError('ANSWER_NOT_POSSIBLE', 'The applicant has been asked for papers in this opening already.', {
    params: { outcome: 'supplementRequested', application: member.caseId },
    findings: [
      {
        where: '/body/also',
        problem: 'asked before',
        hint: 'decide on what there is; papers are asked for once 一次性告知',
      },
    ],
  });
}

/** What is asked for has a name only as evidence of one of the criteria of the disease. */
function checkQuestions(also: AskedFor, policy: Policy, disease: string): void {
  const findings = misasked(also, policy, disease, '/body/also');
  if (findings.length === 0) return;
  throw new DomainError('INVALID_REQUEST', 'The disease does not ask for this.', { findings });
}
