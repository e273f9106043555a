import { plainDate } from '../../domain/plain-date.ts';
import type { Applied, Office } from '../workflows/office.ts';
import { aContactGiven, aPoorPerson, aRefusal, settledStay } from '../workflows/outreach-stories.ts';
import { sampledDecision, sampledRegister } from '../workflows/sampling-stories.ts';
import { clear, doubtful, officer, refusal } from '../workflows/stories.ts';

/** What runs beside the applications, each way walked once. */
export const upkeepPaths = {
  async deathReported(office) {
    const underWay = await office.apply(doubtful);
    await underWay.task();
    const recognised = await office.apply({ ...clear, personId: underWay.record().stored.personId });
    await recognised.ended();
    return brought(office, recognised, { kind: 'died' });
  },

  async insuranceChangeSetAside(office) {
    const recognised = await approved(office);
    office.inForce.openRegion = withoutContinuity(office);
    return brought(office, recognised, { kind: 'insuranceTypeChanged', from: 'resident', to: 'employee' });
  },

  async renewalOpenedAndKept(office) {
    await approved(office);
    await office.passes('1780 days');
    return ran(office, 'renewalRound');
  },

  async recognitionExpired(office) {
    await approved(office);
    await office.passes('1900 days');
    return ran(office, 'renewalRound');
  },

  async noticeHandedOver(office) {
    const application = await approved(office);
    const { messageId, key } = application.record().notices.at(-1)!;
    office.undelivered.fail({ caseId: application.caseId, messageId, key, template: 'approved', role: 'patient' });
    await ran(office, 'undeliverableNotices');
    const { id: taskId } = await application.task('noticeUndeliverable');
    const run = office.undeliverable(messageId);
    await run.answer({ taskId, by: officer, outcome: 'handedOver' });
    await run.ended();
    return run;
  },

  outreachOverManyPages(office) {
    office.outreach.people.push(...Array.from({ length: 250 }, (_one, ordinal) => aPoorPerson(ordinal)));
    office.outreach.refused.push(aRefusal(500));
    return ran(office, 'outreachRound');
  },

  async outreachOvertaken(office) {
    office.outreach.people.push(aPoorPerson(1));
    await ran(office, 'outreachRound');
    office.outreach.contacts[0]!.since = { died: true };
    return ran(office, 'outreachRound');
  },

  outreachThroughClaims(office) {
    const person = { ...aPoorPerson(1), records: [] };
    office.outreach.people.push(person);
    office.outreach.settled.set(person.personId, [settledStay]);
    office.outreach.unanswered = 4;
    return ran(office, 'outreachRound');
  },

  helperTold(office) {
    office.outreach.assigned = [aContactGiven(1)];
    return ran(office, 'contactNotices');
  },

  async samplingCalledAndTold(office) {
    office.sampling.register = sampledRegister;
    const refused = await office.apply(doubtful);
    await refused.answer(refusal(await refused.task()));
    await refused.ended();
    office.sampling.decisions = [sampledDecision(refused.caseId)];
    office.sampling.wronglyRefused = [{ drawId: 'rizhao/2026-11', caseId: refused.caseId, template: 'appealInvited' }];
    return ran(office, 'samplingRound');
  },

  reconciled: (office) => ran(office, 'reconcile'),
  auditAnchored: (office) => ran(office, 'anchorAudit'),
} as const satisfies Record<string, (office: Office) => Promise<Pick<Applied, 'history'>>>;

async function approved(office: Office): Promise<Applied> {
  const application = await office.apply(clear);
  await application.ended();
  return application;
}

async function ran(office: Office, workflow: string, ...args: object[]) {
  const round = await office.run(workflow, ...args);
  await round.ended();
  return { history: async () => [...(await round.history())] };
}

function brought(office: Office, application: Applied, event: object) {
  const { personId, region } = application.record().stored;
  office.upkeep.report({ id: 'register/1', personId, region, on: plainDate('2026-11-01'), ...event } as never);
  return ran(office, 'registryEvents', { personId });
}

function withoutContinuity({ inForce }: Office) {
  const { policy, reference } = inForce.openRegion();
  const continuity = {
    carriesOverBetweenInsuranceTypes: { ...policy.continuity.carriesOverBetweenInsuranceTypes, value: null },
  };
  return () => ({ reference, policy: { ...policy, continuity } });
}
