import type { Caller } from '../../domain/access/access.ts';
import { checkPermittedCaseAction } from '../../domain/case/permitted-actions.ts';
import { DomainError, isDomainError } from '../../domain/errors.ts';
import { appealBy } from '../../domain/deadlines/deadlines.ts';
import { consequenceOf, type Consequence, type Handled, type Handling } from '../../domain/sampling/check.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { coded } from '../../store/cases/coded.ts';
import type { CaseStore } from '../../store/cases/port.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { involvedIn } from '../../store/sampling/involved.ts';
import { createNotices } from '../../store/notices/notices.ts';
import {
  findSampled,
  requireSampledAction,
  requireUninvolved,
  type DrawName,
  type WholeSampled,
} from './sampled-rows.ts';

interface Dependencies {
  prisma: PrismaClient;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
  cases: CaseStore;
}

export type DisagreementDesk = ReturnType<typeof createDisagreementDesk>;

/**
 * What becomes of a disagreement. No decision is changed here: it stands until the procedure that there is for it ends
 * it.
 */
export function createDisagreementDesk({ prisma, sealer, clock, policies, cases }: Dependencies) {
  return {
    /**
     * By a supervisor who had no part in it.
     * @throws DomainError NOT_FOUND, NOT_PERMITTED, FOUR_EYES, STATE_CONFLICT
     */
    async handle(
      name: DrawName,
      caseId: string,
      said: { handling: Handling; reason: string },
      caller: Caller,
    ): Promise<void> {
      const row = await findSampled(prisma, name, caseId);
      requireSampledAction('handleDisagreement', row, caller);
      const { drawId, opinions } = row;
      requireUninvolved(caller, [
        ...(await involvedIn(prisma, caseId, drawId)),
        ...opinions.map(({ subject }) => subject),
      ]);
      const follows = said.handling === 'toBeCorrected' ? await consequence(row) : null;
      const kept = await keep(caseId, drawId, {
        handling: said.handling,
        follows,
        by: caller.subject,
        at: clock.now().toISOString(),
      });
      const isOwn = kept.by === caller.subject && kept.handling === said.handling;
      await write(row, kept, isOwn ? said.reason : null);
      if (isOwn) return;
      throw new DomainError('STATE_CONFLICT', `${kept.by} has handled it.`, {
        params: { action: 'handleDisagreement', state: 'handled' },
      });
    },

    /**
     * What the office has done about a recognition that was found wrong. @throws DomainError NOT_FOUND, NOT_PERMITTED,
     * STATE_CONFLICT
     */
    async conclude(name: DrawName, caseId: string, note: string, caller: Caller): Promise<void> {
      const row = await findSampled(prisma, name, caseId);
      requireSampledAction('concludeCorrection', row, caller);
      const { drawId } = row;
      const at = clock.now();
      const followed = { followedAt: at, followedBy: caller.subject, followedSealed: sealer.seal(note) };
      await prisma.$transaction([
        prisma.sampledCase.updateMany({ where: { drawId, caseId, followedAt: null }, data: followed }),
        prisma.alarm.updateMany({ where: { id: alarmOf(row) }, data: { clearedAt: at } }),
      ]);
    },
  };

  /** Key `sampling:<draw>`. What stands in the case's audit: whoever was first. */
  function keep(caseId: string, drawId: string, handled: Handled): Promise<Handled> {
    return cases.effect<Handled>(caseId, `sampling:${drawId}`, () => ({
      at: new Date(handled.at),
      actor: handled.by,
      action: 'samplingHandled',
      result: handled,
    }));
  }

  async function consequence({ outcome, decidedAt, case: about }: WholeSampled): Promise<Consequence | null> {
    const same = about.outcome === outcome && about.decidedAt?.getTime() === decidedAt.getTime();
    const stands = same && (outcome === 'notRecognised' || about.holdsPlace);
    return consequenceOf(outcome, { stands, inTime: outcome === 'notRecognised' && (await mayAppeal(about)) });
  }

  async function mayAppeal(about: WholeSampled['case']): Promise<boolean> {
    try {
      checkPermittedCaseAction('appealCase', { ...coded(about), appealed: about.messages.length > 0 });
      const until = appealBy(
        await policies.get(about.submission.policyVersionId),
        await createNotices(prisma).refusalToldAt(about),
      );
      return until === null || clock.now() < until;
    } catch (error) {
      if (isDomainError(error)) return false;
      throw error;
    }
  }

  async function write(
    row: WholeSampled,
    { handling, follows, by, at }: Handled,
    reason: string | null,
  ): Promise<void> {
    const { drawId, caseId } = row;
    const handled = {
      state: 'handled',
      handling,
      follows,
      handledBy: by,
      handledAt: new Date(at),
      ...(reason && { handlingSealed: sealer.seal(reason) }),
    };
    const alarm = {
      id: alarmOf(row),
      problem: 'RECOGNITION_IN_DOUBT',
      params: { draw: drawId, case: caseId },
      raisedAt: new Date(at),
    };
    await prisma.$transaction([
      prisma.sampledCase.updateMany({ where: { drawId, caseId, state: 'disagreed' }, data: handled }),
      ...(follows === 'recognitionBeforeOffice'
        ? [prisma.alarm.createMany({ data: [alarm], skipDuplicates: true })]
        : []),
    ]);
  }
}

function alarmOf({ drawId, caseId }: WholeSampled): string {
  return `sampling:${drawId}/${caseId}`;
}
