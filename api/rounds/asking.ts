import { randomUUID } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';
import type { MessageSent } from '../../domain/case/case-message.ts';
import { DomainError, type Finding } from '../../domain/errors.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import type { Disease } from '../../domain/policy/schema.ts';
import type { Clock } from '../../platform/clock.ts';
import type { MessageBody } from '../../store/cases/case-messages.ts';
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

type Questions = NonNullable<MessageBody['also']>;

export type AskFromRound = ReturnType<typeof createAsking>;

/**
 * An expert asks the applicant for what the file lacks 补正: the clock of this member stands still, the round goes on.
 * @throws DomainError NOT_FOUND, NOT_PERMITTED, FOUR_EYES, STATE_CONFLICT, INVALID_REQUEST, ANSWER_NOT_POSSIBLE where
 * the applicant has been asked before
 */
export function createAsking({ locks, clock, policies, tell }: Dependencies) {
  return async function ask(name: RoundName, caseId: string, also: Questions, caller: Caller): Promise<void> {
    const { workflowId, message } = await locks.member(name, caseId, async (member) => {
      requireVoter('askFromRound', member, await member.assignments(), caller);
      checkQuestions(also, getDisease(await policies.get(member.casePolicyVersionId), member.disease));
      await requireNotAskedBefore(member);
      return asked(member, also, caller.subject, clock.now());
    });
    await tell(workflowId, message);
  };
}

async function asked(member: HeldMember, also: Questions, by: string, at: Date) {
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
function checkQuestions(also: Questions, disease: Disease): void {
  const criteria = new Map(knownValue(disease.criteria).map((each) => [each.code, each]));
  const findings = also.flatMap(({ criterion: code, evidence }, index): Finding[] => {
    const criterion = criteria.get(code);
    if (!criterion)
      return [
        {
          where: `/body/also/${index}/criterion`,
          problem: `${code} is no criterion of the disease`,
          hint: [...criteria.keys()].join(', '),
        },
      ];
    const codes = [...criterion.required, ...criterion.alternatives].map((each) => each.code);
    return codes.includes(evidence)
      ? []
      : [
          {
            where: `/body/also/${index}/evidence`,
            problem: `${evidence} is no evidence of ${code}`,
            hint: codes.join(', '),
          },
        ];
  });
  if (findings.length === 0) return;
  throw new DomainError('INVALID_REQUEST', 'The disease does not ask for this.', { findings });
}
