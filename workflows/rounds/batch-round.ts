/**
 * 每月集中评审批次: one round of one region, from its cut-off to its publication [D3-P §二(二)1, PRACTICE #15, Panels].
 * The row is the lock and says everything about the round; this only waits for its hours and has the next step done.
 */
import { condition, setHandler } from '@temporalio/workflow';
import { roundSigned, type BatchRoundInput } from '../messages.ts';
import { roundNotices, rounds } from './effects.ts';
import { RoundFile } from './round-file.ts';
import { heardBefore, now, until } from '../time.ts';

export async function batchRound({ roundId }: BatchRoundInput): Promise<void> {
  let isSigned = false;
  setHandler(roundSigned, () => {
    isSigned = true;
  });
  const timetable = await rounds.readRound({ roundId });
  const file = new RoundFile(roundId, timetable);

  // 截止: whoever is complete by then is judged, by experts drawn for each.
  await file.waitsUntil(timetable.cutOffAt, 'announced');
  await rounds.fixMembers({ roundId, at: now() });
  await rounds.callPanel({ roundId, at: now() });

  // 投票: the silent are reminded, then replaced, as far as the round was called before these hours.
  if (until(timetable.remindAt) > 0) {
    await file.waitsUntil(timetable.remindAt, 'voting');
    await rounds.remindExperts({ roundId, at: now() });
  }
  if (until(timetable.substituteAt) > 0) {
    await file.waitsUntil(timetable.substituteAt, 'voting');
    await rounds.substituteSilent({ roundId, at: now() });
  }
  await file.waitsUntil(timetable.closesAt, 'voting');

  // 计票: a quorum rules; for whom there was none, an extra round in the same month.
  await rounds.closeRound({ roundId, at: now() });
  await rounds.openExtraRound({ roundId, at: now() });
  const told = roundNotices.tellCarried({ roundId, at: now() });
  told.catch(() => undefined); // met below

  // 签发, 发布: one decision date for all.
  while (!(await rounds.publishRound({ roundId, at: now() }))) {
    await file.stands('closed');
    await signature();
    await file.stands('signed');
  }
  await told;
  await roundNotices.tellCarried({ roundId, at: now() });
  await file.stands('published');

  async function signature(): Promise<void> {
    const { signBy } = timetable;
    if (!(await heardBefore(() => isSigned, 'to be signed by', signBy))) {
      await rounds.reportUnsigned({ roundId, at: now() });
      await condition(() => isSigned);
    }
    isSigned = false;
  }
}
