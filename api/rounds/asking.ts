import { randomUUID } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';
import { DomainError, type Finding } from '../../domain/errors.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import type { Disease } from '../../domain/policy/schema.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { MessageBody } from '../../store/cases/case-messages.ts';
import { insertInto, writeAtOnce } from '../../store/one-statement.ts';
import { afterTheCall, tellMessage } from '../../store/outbox/message.ts';
import { intoOutbox } from '../../store/outbox/outbox.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { CaseMessage } from '../../workflows/messages.ts';
import type { TellCase } from '../cases/tell.ts';
import { assignmentsOf, lockMember, roundEvent, type LockedMember, type Transaction } from './locked-member.ts';
import type { RoundName } from './round-rows.ts';
import { requireVoter } from './voter.ts';

interface Dependencies {
  prisma: PrismaClient;
  sealer: Sealer;
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
export function createAsking({ prisma, sealer, clock, policies, tell }: Dependencies) {
  return async function ask(name: RoundName, caseId: string, also: Questions, caller: Caller): Promise<void> {
    const { workflowId, message } = await prisma.$transaction(async (transaction) => {
      const member = await lockMember(transaction, name, caseId);
      requireVoter('askFromRound', member, await assignmentsOf(transaction, member), caller);
      checkQuestions(also, getDisease(await policies.get(member.casePolicyVersionId), member.disease));
      await requireNotAskedBefore(transaction, member);
      const said = {
        id: randomUUID(),
        kind: 'roundAsks',
        by: caller.subject,
        round: member.roundId,
      } as const satisfies CaseMessage;
      await writeAtOnce(transaction, writesOf(member, said, also));
      return { workflowId: member.workflowId, message: said };
    });
    await tell(workflowId, message);
  };

  function writesOf(
    { roundId, caseId, workflowId, opening }: LockedMember,
    message: CaseMessage,
    also: Questions,
  ): Prisma.Sql[] {
    const { id, kind, by: sentBy } = message;
    const at = clock.now();
    const body: MessageBody = { also };
    const stored = { id, caseId, kind, sentBy, sentAt: at, state: 'sent', bodySealed: sealer.seal(body) };
    return [
      Prisma.sql`UPDATE "RoundMember" SET "state" = 'asked' WHERE "roundId" = ${roundId} AND "caseId" = ${caseId}::uuid`,
      insertInto('CaseMessage', [stored]),
      intoOutbox(tellMessage(caseId, { workflowId, message }, afterTheCall(at))),
      roundEvent({
        roundId,
        effect: `asked:${caseId}/${opening}`,
        at,
        actor: sentBy,
        action: 'asked',
        data: { application: caseId, messageId: id },
      }),
    ];
  }
}

/** 一次性告知: once in each opening of a case. */
async function requireNotAskedBefore(transaction: Transaction, { caseId, opening }: LockedMember): Promise<void> {
  const effect = `supplement:${opening}`;
  const before = await transaction.auditEntry.findFirst({ where: { subjectId: caseId, effect }, select: { sequence: true } });
  if (!before) return;
  throw new DomainError('ANSWER_NOT_POSSIBLE', 'The applicant has been asked for papers in this opening already.', {
    params: { outcome: 'supplementRequested', application: caseId },
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
  const findings = also.flatMap(({ criterion, evidence }, index): Finding[] => {
    const found = criteria.get(criterion);
    if (!found)
      return [
        {
          where: `/body/also/${index}/criterion`,
          problem: `${criterion} is no criterion of the disease`,
          hint: [...criteria.keys()].join(', '),
        },
      ];
    const codes = [...found.required, ...found.alternatives].map(({ code }) => code);
    return codes.includes(evidence)
      ? []
      : [
          {
            where: `/body/also/${index}/evidence`,
            problem: `${evidence} is no evidence of ${criterion}`,
            hint: codes.join(', '),
          },
        ];
  });
  if (findings.length === 0) return;
  throw new DomainError('INVALID_REQUEST', 'The disease does not ask for this.', { findings });
}
