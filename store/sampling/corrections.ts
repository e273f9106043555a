import type { Consequence, Handled, Handling } from '../../domain/sampling/check.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import { alarmCleared, alarmRaised } from '../alarms/alarms.ts';
import { appended } from '../subjects/effects.ts';
import { changedDecision, lockDecision, writeAbout, type Decide } from './locked.ts';
import type { Invitation, SampledRef, Sampling } from './port.ts';

/** What a supervisor says of a disagreement. */
export interface NewHandling {
  readonly handling: Handling;
  readonly follows: Consequence | null;
  readonly by: string;
  readonly at: Date;
  readonly reasonSealed: Uint8Array<ArrayBuffer>;
}

/** What the office has done about a recognition that was found wrong. */
export interface NewConclusion {
  readonly by: string;
  readonly at: Date;
  readonly noteSealed: Uint8Array<ArrayBuffer>;
}

export type CorrectionRecords = ReturnType<typeof correctionRecords>;

/** What is done about a decision that others came to another outcome on. */
export function correctionRecords(prisma: PrismaClient) {
  return {
    /** It stands in the chain of the case as well, whose people may ask why. */
    async handle(ref: SampledRef, decide: Decide<NewHandling>): Promise<void> {
      await prisma.$transaction(async (transaction) => {
        const decision = await lockDecision(transaction, ref);
        const { handling, follows, by, at, reasonSealed } = await decide(decision);
        const handled: Handled = { handling, follows, by, at: at.toISOString() };
        const ofCase = { at, actor: by, action: 'samplingHandled', result: handled };
        const ofDraw = { at, actor: by, action: 'disagreementHandled', result: { handling, follows } };
        const columns = { handling, follows, handledBy: by, handledAt: at, handlingSealed: reasonSealed };
        await writeAbout(transaction, decision, 'handle', ofDraw, [
          ...(await appended(transaction, ref.caseId, `sampling:${ref.drawId}`, ofCase)),
          changedDecision(ref, { state: 'handled', ...columns }),
          ...(follows === 'recognitionBeforeOffice' ? [alarmRaised(inDoubt(ref, at))] : []),
        ]);
      });
    },

    async conclude(ref: SampledRef, decide: Decide<NewConclusion>): Promise<void> {
      await prisma.$transaction(async (transaction) => {
        const decision = await lockDecision(transaction, ref);
        const { by, at, noteSealed } = await decide(decision);
        const effect = { at, actor: by, action: 'correctionConcluded', result: {} };
        await writeAbout(transaction, decision, 'conclude', effect, [
          changedDecision(ref, { followedAt: at, followedBy: by, followedSealed: noteSealed }),
          alarmCleared(alarmOf(ref), at),
        ]);
      });
    },

    async invitations(limit) {
      const where = { state: 'handled', follows: { in: ['appealInvited', 'reapplicationInvited'] }, followedAt: null };
      const rows = await prisma.sampledCase.findMany({
        where,
        orderBy: [{ drawId: 'asc' }, { caseId: 'asc' }],
        take: limit,
      });
      return rows.map(({ drawId, caseId, follows }) => ({
        drawId,
        caseId,
        template: follows as Invitation['template'],
      }));
    },

    async recordInvited(ref, at) {
      await prisma.$transaction(async (transaction) => {
        const decision = await lockDecision(transaction, ref);
        if (decision.followedAt) return;
        const effect = { at, actor: 'system', action: 'personInvited', result: { follows: decision.follows } };
        await writeAbout(transaction, decision, 'invite', effect, [
          changedDecision(ref, { followedAt: at, followedBy: 'system' }),
        ]);
      });
    },
  } satisfies Pick<Sampling, 'invitations' | 'recordInvited'> & Record<string, unknown>;
}

function inDoubt({ drawId, caseId }: SampledRef, at: Date) {
  const params = { draw: drawId, case: caseId };
  return { id: alarmOf({ drawId, caseId }), problem: 'RECOGNITION_IN_DOUBT', params, at };
}

function alarmOf({ drawId, caseId }: SampledRef): string {
  return `sampling:${drawId}/${caseId}`;
}
