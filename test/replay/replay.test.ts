/**
 * Cases under way go on under the code of today: every stored history replays. After a change that a running case must
 * not notice (`patched`), keep the histories here and record those of the new code beside them, by month:
 *
 *     RECORD_HISTORIES=2026-12 npm test -- test/replay
 */
import { DeterminismViolationError } from '@temporalio/workflow';
import { describe, expect, it } from 'vitest';
import { readablePayloads, replayed } from '../support/replayed.ts';
import { openOffice } from '../workflows/office.ts';
import { storedHistories, storedHistory, storeHistory, workflowIdOf, type IHistory } from './histories.ts';
import { paths } from './paths.ts';

const recordAs = process.env.RECORD_HISTORIES;

/** Ways that were walked once stay: one that is missing from `paths` has been lost, not forgotten on purpose. */
const pathsKept = `
  acceptedBySilence approved approvedAfterStoreOutage approvedByOfficer approvedInChain askedByRound
  askedByRoundBesideConfirmation auditAnchored confirmedFromRecords deathReported deathUndone decidedAfterVisit
  filedAfterRefusals heldUntilInsuredAgain helperTold insuranceChangeSetAside lapsed notAccepted noticeHandedOver openedAgainAfterItLapsed
  outreachOverManyPages outreachOvertaken outreachThroughClaims overturnedOnAppeal recognitionExpired reconciled
  refused refusedByOfficerAfterBreach renewalOpenedAndKept returnedAndTakenBackInChain revivedAndDecided roundSignedLate
  roundWithoutMembers roundWithoutQuorum roundsTriggered ruledByRound ruledByRoundBesideConfirmation
  samplingCalledAndTold suppliedAfterReminder visitBesideDecision visitMissedTwice visitOfDecided waitingForBatch
  waitingForBatchAfterBreach waitingForChain withdrawn withdrawnBeforeVisit
`;

it.each(recordAs ? Object.entries(paths) : [])('records %s', async (name, path) => {
  const office = await openOffice({ dataConverter: readablePayloads });
  try {
    const application = await path(office);
    const events = await application.history();
    storeHistory(recordAs!, name, application.handle.workflowId, { events });
  } finally {
    await office.close();
  }
});

describe('replay', () => {
  const replays = (history: IHistory) => replayed(workflowIdOf(history), history);

  it.each(storedHistories())('%s goes on as it began', async (name) => {
    await expect(replays(storedHistory(name))).resolves.toBeUndefined();
  });

  it('has a history of every path', () => {
    const recorded = storedHistories().map((name) => name.split('/').at(-1));
    expect(recorded).toEqual(expect.arrayContaining(Object.keys(paths)));
  });

  it('has lost no path', () => {
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(pathsKept.split(/\s+/).filter(Boolean)));
  });

  it('refuses a history in which another effect came at that place', async () => {
    const history = storedHistory('2026-12/approvedAfterStoreOutage');
    const activity = history.events!.find((event) => event.activityTaskScheduledEventAttributes);
    activity!.activityTaskScheduledEventAttributes!.activityType = { name: 'sendDecisionNotices' };
    await expect(replays(history)).rejects.toThrow(DeterminismViolationError);
  });

  it('refuses a history that lacks an effect', async () => {
    const history = storedHistory('2026-12/approved');
    const events = history.events!.filter(
      (_event, index, all) => index !== all.findIndex((other) => other.markerRecordedEventAttributes),
    );
    const renumbered = events.map((event, index) => Object.assign(event, { eventId: index + 1 }));
    await expect(replays({ events: renumbered })).rejects.toThrow(DeterminismViolationError);
  });
});
