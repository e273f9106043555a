/**
 * Cases under way go on under the code of today: every stored history replays. After a change that a running case must
 * not notice (`patched`), keep the histories here and record those of the new code beside them, by month:
 *
 *     RECORD_HISTORIES=2026-12 npm test -- test/replay
 */
import { Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { describe, expect, it } from 'vitest';
import { bundledWorkflows } from '../support/workflow-bundle.ts';
import { failureConverterPath } from '../../worker/data-converter.ts';
import { openOffice } from '../workflows/office.ts';
import { storedHistories, storedHistory, storeHistory, type IHistory } from './histories.ts';
import { paths } from './paths.ts';

// The histories are stored readable, so without the codec.
const dataConverter = { failureConverterPath };
const recordAs = process.env.RECORD_HISTORIES;

/** Ways that were walked once stay: one that is missing from `paths` has been lost, not forgotten on purpose. */
const pathsKept = `
  acceptedBySilence approved approvedAfterStoreOutage approvedByOfficer approvedInChain askedByRound
  askedByRoundBesideConfirmation auditAnchored confirmedFromRecords deathReported decidedAfterVisit filedAfterRefusals
  helperTold insuranceChangeSetAside lapsed notAccepted noticeHandedOver openedAgainAfterItLapsed
  outreachOverManyPages outreachOvertaken outreachThroughClaims overturnedOnAppeal recognitionExpired reconciled
  refused refusedByOfficerAfterBreach renewalOpenedAndKept returnedAndTakenBackInChain roundSignedLate
  roundWithoutMembers roundWithoutQuorum roundsTriggered ruledByRound ruledByRoundBesideConfirmation
  samplingCalledAndTold suppliedAfterReminder visitBesideDecision visitMissedTwice visitOfDecided waitingForBatch
  waitingForBatchAfterBreach waitingForChain withdrawn withdrawnBeforeVisit
`;

it.each(recordAs ? Object.entries(paths) : [])('records %s', async (name, path) => {
  const office = await openOffice({ dataConverter });
  try {
    const application = await path(office);
    storeHistory(recordAs!, name, { events: await application.history() });
  } finally {
    await office.close();
  }
});

describe('replay', () => {
  function replayed(history: IHistory): Promise<void> {
    return Worker.runReplayHistory({ ...bundledWorkflows(), dataConverter }, history);
  }

  it.each(storedHistories())('%s goes on as it began', async (name) => {
    await expect(replayed(storedHistory(name))).resolves.toBeUndefined();
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
    await expect(replayed(history)).rejects.toThrow(DeterminismViolationError);
  });

  it('refuses a history that lacks an effect', async () => {
    const history = storedHistory('2026-12/approved');
    const events = history.events!.filter(
      (_event, index, all) => index !== all.findIndex((other) => other.markerRecordedEventAttributes),
    );
    const renumbered = events.map((event, index) => Object.assign(event, { eventId: index + 1 }));
    await expect(replayed({ events: renumbered })).rejects.toThrow(DeterminismViolationError);
  });
});
