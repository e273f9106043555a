import type { Caller } from '../../domain/access/access.ts';
import type { Outcome } from '../../domain/case/decision.ts';
import { DomainError } from '../../domain/errors.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import { checkBallot, type BallotForm } from '../../domain/rounds/ballot.ts';
import { conclusion } from '../../domain/sampling/check.ts';
import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { involvedIn } from '../../store/sampling/involved.ts';
import { requirePermission } from '../http/authentication.ts';
import type { declarableRules } from '../cases/conflicts.ts';
import {
  askedOf,
  lockSampled,
  requireSampledAction,
  requireUninvolved,
  targetOf,
  type DrawName,
  type WholeSampled,
} from './sampled-rows.ts';

interface Dependencies {
  prisma: PrismaClient;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
}

/** `before` = it stood already, the same. */
export interface Given {
  readonly givenAt: Date;
  readonly before: boolean;
}

export type Judging = ReturnType<typeof createJudging>;

/** 抽查评判: one opinion of a judge on one decision, without knowing it. */
export function createJudging({ prisma, sealer, clock, policies }: Dependencies) {
  return {
    /**
     * The last opinion concludes the check. @throws DomainError NOT_FOUND, NOT_PERMITTED, FOUR_EYES, STATE_CONFLICT,
     * DECISION_INCOMPLETE
     */
    give(name: DrawName, caseId: string, form: BallotForm, caller: Caller): Promise<Given> {
      return prisma.$transaction(async (tx) => {
        const row = await lockSampled(tx, name, caseId);
        requirePermission('judgeSampled', caller, targetOf(row, caller));
        const asked = askedOf(row, caller)!;
        if (asked.state === 'given') return repeated(asked, form);
        requireSampledAction('judgeSampled', row, caller);
        requireUninvolved(caller, await involvedIn(tx, caseId, row.drawId));
        checkBallot(form, await criteriaOf(row));
        return record(tx, row, form, caller);
      });
    },

    /**
     * 回避: the conflict is kept, and the next judge is called. @throws DomainError NOT_FOUND, NOT_PERMITTED,
     * STATE_CONFLICT
     */
    standAside(name: DrawName, caseId: string, rule: (typeof declarableRules)[number], caller: Caller): Promise<void> {
      return prisma.$transaction(async (tx) => {
        const row = await lockSampled(tx, name, caseId);
        requireSampledAction('recuseFromSampled', row, caller);
        if (askedOf(row, caller)!.state === 'given') throw alreadyGiven('recuseFromSampled');
        const { subject } = caller;
        const conflict = { subjectId: caseId, staff: subject, rule, declaredBy: subject, declaredAt: clock.now() };
        await tx.conflict.createMany({ data: [conflict], skipDuplicates: true });
        await tx.samplingOpinion.update({ where: keyOf(row, subject), data: { state: 'recused' } });
      });
    },
  };

  function repeated(
    { givenAt, opinion, reasons, findingsSealed }: NonNullable<ReturnType<typeof askedOf>>,
    form: BallotForm,
  ): Given {
    const stands = { opinion, reasons, ...(sealer.open(findingsSealed!) as object) };
    if (canonicalJson(stands) === canonicalJson(form)) return { givenAt: givenAt!, before: true };
    throw alreadyGiven('judgeSampled');
  }

  async function criteriaOf({ case: { disease, submission } }: WholeSampled): Promise<string[]> {
    return knownValue(getDisease(await policies.get(submission.policyVersionId), disease).criteria).map(
      ({ code }) => code,
    );
  }

  async function record(
    tx: Prisma.TransactionClient,
    row: WholeSampled,
    form: BallotForm,
    { subject }: Caller,
  ): Promise<Given> {
    const givenAt = clock.now();
    const { opinion, reasons, ...findings } = form;
    const said = {
      opinion,
      reasons: reasons as unknown as Prisma.InputJsonArray,
      findingsSealed: sealer.seal(findings),
    };
    await tx.samplingOpinion.update({ where: keyOf(row, subject), data: { ...said, state: 'given', givenAt } });
    const earlier = row.opinions.flatMap(({ opinion }) => (opinion === null ? [] : (opinion as Outcome)));
    const state = conclusion(row.outcome, row.wanted, [...earlier, opinion]);
    const where = { drawId_caseId: { drawId: row.drawId, caseId: row.caseId } };
    if (state) await tx.sampledCase.update({ where, data: { state, concludedAt: givenAt } });
    return { givenAt, before: false };
  }
}

function keyOf({ drawId, caseId }: WholeSampled, subject: string) {
  return { drawId_caseId_subject: { drawId, caseId, subject } };
}

function alreadyGiven(action: string): DomainError {
  return new DomainError('STATE_CONFLICT', 'Your opinion stands; it is never changed.', {
    params: { action, state: 'given' },
  });
}
