import {
  castBallots,
  employ,
  markAsked,
  openRound,
  untilMonthBegins,
  waitingForRound,
} from '../workflows/rounds/stories.ts';
import type { Applied, Office } from '../workflows/office.ts';
import { completeForTheBatch, poor, type Story } from '../workflows/stories.ts';

/** Rounds of the monthly batch, and what becomes of their members, each way walked once. */
export const roundPaths = {
  async roundsTriggered(office) {
    const trigger = await office.run('roundTrigger');
    await trigger.ended();
    return trigger;
  },

  async roundWithoutMembers(office) {
    const roundId = await openRound(office);
    await office.passes('3 days');
    await office.round(roundId).ended();
    return office.round(roundId);
  },

  async roundSignedLate(office) {
    const { application, roundId } = await voting(office);
    await castBallots(office, roundId, application, 'approved');
    await office.passes('36 hours');
    await castBallots(office, roundId, application, 'approved');
    await office.passes('3 days');
    await signed(office, roundId);
    return office.round(roundId);
  },

  async roundWithoutQuorum(office) {
    await untilMonthBegins(office);
    const { roundId } = await voting(office);
    await office.passes('3 days');
    await office.round(roundId).ended();
    return office.round(roundId);
  },

  async ruledByRound(office) {
    const { application, roundId } = await voting(office);
    await castBallots(office, roundId, application, 'approved', 'approved');
    await office.passes('3 days');
    await signed(office, roundId);
    await application.ended();
    return application;
  },

  async ruledByRoundBesideConfirmation(office) {
    const { application, roundId } = await voting(office, poor(completeForTheBatch));
    await castBallots(office, roundId, application, 'notRecognised', 'notRecognised');
    await office.passes('3 days');
    await signed(office, roundId);
    await application.ended();
    return application;
  },

  async askedByRound(office) {
    const { application, roundId } = await voting(office);
    await markAsked(office, roundId, application);
    await application.tell(
      { kind: 'roundAsks', by: 'expert-1' },
      { also: [{ criterion: 'coronaryDisease', evidence: 'specialistDiagnosis' }] },
    );
    await application.tell({ kind: 'supplied', by: 'applicant-1' });
    await application.reached(({ stage }) => stage === 'awaitingBatch');
    await castBallots(office, roundId, application, 'approved', 'approved');
    await office.passes('3 days');
    await signed(office, roundId);
    await application.ended();
    return application;
  },

  async askedByRoundBesideConfirmation(office) {
    const { application } = await voting(office, poor(completeForTheBatch));
    await application.tell({ kind: 'roundAsks', by: 'expert-1' });
    await application.reached(({ stage }) => stage === 'awaitingSupplement');
    await application.tell({ kind: 'supplied', by: 'applicant-1' });
    await application.task('recordConfirmation');
    return application;
  },
} as const satisfies Record<string, (office: Office) => Promise<Pick<Applied, 'history'>>>;

async function voting(office: Office, story: Story = completeForTheBatch) {
  await employ(office, 'expert-1', 'expert-2', 'expert-3');
  const application = await waitingForRound(office, story);
  const roundId = await openRound(office);
  await office.passes('2 hours');
  return { application, roundId };
}

async function signed(office: Office, roundId: string): Promise<void> {
  await office.round(roundId).sign('supervisor-1');
  await office.round(roundId).ended();
}
