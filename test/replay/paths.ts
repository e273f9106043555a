import { plainDate } from '../../domain/plain-date.ts';
import { localDay } from '../../domain/time-zone.ts';
import { insuredPerson } from '../workflows/far-edge.ts';
import type { Applied, Office } from '../workflows/office.ts';
import { roundPaths } from './round-paths.ts';
import { upkeepPaths } from './upkeep-paths.ts';
import {
  approval,
  atHome,
  clear,
  completeForTheBatch,
  completeForTheChain,
  confirmer,
  department,
  desk,
  doubtful,
  forTheChain,
  incomplete,
  nephritis,
  notInsured,
  notTakenUp,
  objection,
  officer,
  planned,
  poor,
  recommendation,
  refusal,
  request,
  said,
  visited,
  visitNot,
} from '../workflows/stories.ts';

/** The ways that a case can go, each walked once; a stored history of each must replay with the current code. */
export const paths = {
  ...upkeepPaths,
  ...roundPaths,
  approved: (office) => ended(office, clear),
  refused: (office) => ended(office, notInsured),

  async approvedByOfficer(office) {
    const application = await office.apply(doubtful);
    await application.answer(approval(await application.task()));
    await application.ended();
    return application;
  },

  async heldUntilInsuredAgain(office) {
    const application = await office.apply(doubtful);
    const { personId, region } = await application.record();
    const first = await application.task();
    const lapsed = {
      type: 'resident',
      region,
      from: plainDate('2020-01-01'),
      until: localDay(await office.now()),
    } as const;
    await office.passes('3 days');
    office.registry.know(personId, { ...insuredPerson(region), insurance: [lapsed] });
    await application.answer(approval(first));
    const second = await application.task('officerDecision');
    office.registry.know(personId, insuredPerson(region));
    await application.answer(approval(second));
    await application.ended();
    return application;
  },

  async refusedByOfficerAfterBreach(office) {
    const application = await office.apply(doubtful);
    const task = await application.task();
    await office.passes('10 days');
    await application.answer(refusal(task));
    await application.ended();
    return application;
  },

  async filedAfterRefusals(office) {
    office.settlement.behaviour = 'refuses';
    const application = await office.apply(doubtful);
    await application.answer(approval(await application.task()));
    const first = await application.task('filingRefused');
    await office.passes('5 days');
    await application.answer({ taskId: first.id, by: officer, outcome: 'corrected', insuranceType: 'employee' });
    const { id: taskId } = await application.task('filingRefused');
    const filed = { filingNumber: 'EXAMPLE-1', filedOn: '2026-12-01' };
    await application.answer({ taskId, by: officer, outcome: 'filedByHand', ...filed });
    await application.ended();
    return application;
  },

  async approvedInChain(office) {
    const application = await office.apply(completeForTheChain);
    await application.answer(recommendation(await application.task('departmentReview')));
    await application.answer(approval(await application.task('confirmation'), confirmer));
    await application.ended();
    return application;
  },

  async returnedAndTakenBackInChain(office) {
    const application = await office.apply(completeForTheChain);
    await application.answer(recommendation(await application.task('departmentReview')));
    await application.answer(said('returned', await application.task('confirmation'), confirmer));
    const again = await application.task('departmentReview');
    await application.answer(recommendation(again));
    await application.task('confirmation');
    await application.tell({ kind: 'takenBack', by: department.subject, taskId: again.id });
    await application.answer(objection(await application.task('departmentReview')));
    await application.answer(refusal(await application.task('confirmation'), confirmer));
    await application.ended();
    return application;
  },

  async suppliedAfterReminder(office) {
    const application = await office.apply(forTheChain);
    await application.answer(request(await application.task('deskAcceptance'), desk));
    await office.passes('14 days');
    await application.tell({ kind: 'supplied', by: 'applicant-1' }, { records: [nephritis] });
    await application.answer(recommendation(await application.task('departmentReview')));
    await application.answer(approval(await application.task('confirmation'), confirmer));
    await application.ended();
    return application;
  },

  lapsed,

  async openedAgainAfterItLapsed(office) {
    const again = await office.openAgain(await lapsed(office), 'supplied', { records: [nephritis] });
    await again.answer(recommendation(await again.task('departmentReview')));
    await again.answer(approval(await again.task('confirmation'), confirmer));
    await again.ended();
    return again;
  },

  async acceptedBySilence(office) {
    const application = await office.apply(forTheChain);
    await application.task('deskAcceptance');
    await office.passes('6 days');
    await application.task('departmentReview');
    return application;
  },

  async notAccepted(office) {
    const application = await office.apply(forTheChain);
    await application.answer(notTakenUp(await application.task(), desk));
    await application.ended();
    return application;
  },

  async withdrawn(office) {
    const application = await office.apply(doubtful);
    await application.task();
    await application.tell({ kind: 'withdrawn', by: 'applicant-1' });
    await application.ended();
    return application;
  },

  async overturnedOnAppeal(office) {
    const refused = await office.apply(doubtful);
    await refused.answer(refusal(await refused.task()));
    await refused.ended();
    const appeal = await office.openAgain(refused, 'appealed');
    await appeal.answer(approval(await appeal.task('appealReview'), { ...officer, subject: 'officer-2' }));
    await appeal.ended();
    return appeal;
  },

  async confirmedFromRecords(office) {
    const application = await office.apply(poor(completeForTheBatch));
    await application.answer(approval(await application.task('recordConfirmation'), confirmer));
    await application.ended();
    return application;
  },

  async visitBesideDecision(office) {
    const application = await ended(office, atHome(clear));
    await visitMade(office, application);
    return application;
  },

  async visitOfDecided(office) {
    const application = await ended(office, atHome(clear));
    return visitMade(office, application);
  },

  async visitMissedTwice(office) {
    const application = await office.apply(atHome(doubtful));
    const visit = await office.visitOf(application);
    for (const _attempt of [1, 2]) {
      await visit.answer(planned(await application.task('visitPlanning')));
      await visit.answer(visitNot('notAtHome', await application.task('visitReport')));
    }
    await visit.ended();
    return visit;
  },

  async decidedAfterVisit(office) {
    const application = await office.apply(atHome(incomplete));
    await application.answer(request(await application.task('officerDecision')));
    await application.tell({ kind: 'supplied', by: 'applicant-1' });
    await application.reached(({ stage }) => stage === 'awaitingVisit');
    await visitMade(office, application);
    await application.answer(approval(await application.task('officerDecision')));
    await application.ended();
    return application;
  },

  async withdrawnBeforeVisit(office) {
    const application = await office.apply(atHome(doubtful));
    const visit = await office.visitOf(application);
    await application.task('visitPlanning');
    await application.tell({ kind: 'withdrawn', by: 'applicant-1' });
    await application.ended();
    await visit.ended();
    return application;
  },

  waitingForBatch: (office) => waiting(office, completeForTheBatch, '1s'),
  waitingForBatchAfterBreach: (office) => waiting(office, completeForTheBatch, '70 days'),
  waitingForChain: (office) => waiting(office, completeForTheChain, '1s'),

  async approvedAfterStoreOutage(office) {
    office.faults.down = true;
    const application = await office.apply(clear);
    await office.passes('10 minutes');
    office.faults.down = false;
    await office.passes('2 minutes');
    await application.ended();
    return application;
  },
} as const satisfies Record<string, (office: Office) => Promise<Pick<Applied, 'history'>>>;

async function visitMade(office: Office, application: Applied) {
  const visit = await office.visitOf(application);
  await visit.answer(planned(await application.task('visitPlanning')));
  await visit.answer(visited(await application.task('visitReport')));
  await visit.ended();
  return visit;
}

async function ended(office: Office, story: Parameters<Office['apply']>[0]): Promise<Applied> {
  const application = await office.apply(story);
  await application.ended();
  return application;
}

async function lapsed(office: Office): Promise<Applied> {
  const application = await office.apply(forTheChain);
  await application.answer(request(await application.task('deskAcceptance'), desk));
  await office.passes('20 days');
  await application.ended();
  return application;
}

async function waiting(
  office: Office,
  story: Parameters<Office['apply']>[0],
  duration: '1s' | '70 days',
): Promise<Applied> {
  const application = await office.apply(story);
  await application.reached(({ notices }) => notices.length > 0);
  await office.passes(duration);
  return application;
}
