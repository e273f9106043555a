import { plainDate } from '../../domain/plain-date.ts';
import type { RegistryEvent } from '../../domain/continuity/registry-event.ts';
import type { ApplicationStart } from '../../workflows/messages.ts';
import type { Applied, Office } from '../workflows/office.ts';
import { contactsGiven, poorPeople, refusedPerson, settledStay } from '../workflows/outreach/stories.ts';
import { employ, untilMonthBegins } from '../workflows/rounds/stories.ts';
import { foundWrong, refused } from '../workflows/sampling/stories.ts';
import { approval, clear, doubtful, officer } from '../workflows/stories.ts';

/** What runs beside the applications, each way walked once. */
export const upkeepPaths = {
  deathReported: async (office) => (await ofSomebodyDead(office)).told,

  async deathUndone(office) {
    const { recognised } = await ofSomebodyDead(office);
    return brought(office, recognised, { id: 'register/2', kind: 'retracted', corrects: 'register/1' });
  },

  async revivedAndDecided(office) {
    const { recognised, underWay } = await ofSomebodyDead(office);
    await brought(office, recognised, { id: 'register/2', kind: 'retracted', corrects: 'register/1' });
    const where = { kind: 'start', subjectId: underWay.caseId };
    const { payload } = await office.prisma.outbox.findFirstOrThrow({ where });
    const again = await office.begin(payload as unknown as ApplicationStart);
    await again.answer(approval(await again.task()));
    await again.ended();
    return again;
  },

  async insuranceChangeSetAside(office) {
    const recognised = await approved(office);
    office.inForce.openRegion = withoutContinuity(office);
    return brought(office, recognised, { kind: 'insuranceTypeChanged', from: 'resident', to: 'employee' });
  },

  async renewalOpenedAndKept(office) {
    await approved(office);
    await office.passes('1780 days');
    return ran(office, 'renewalPass');
  },

  async recognitionExpired(office) {
    await approved(office);
    await office.passes('1900 days');
    return ran(office, 'renewalPass');
  },

  async noticeHandedOver(office) {
    const application = await approved(office);
    const { messageId, key } = (await application.record()).notices.at(-1)!;
    office.undelivered.fail({ caseId: application.caseId, messageId, key, template: 'approved', role: 'patient' });
    await ran(office, 'undeliverableNotices');
    const { id: taskId } = await application.task('noticeUndeliverable');
    const run = office.undeliverable(messageId);
    await run.answer({ taskId, by: officer, outcome: 'handedOver' });
    await run.ended();
    return run;
  },

  async outreachOverManyPages(office) {
    await poorPeople(office, 250);
    await refusedPerson(office);
    return ran(office, 'outreachPass');
  },

  async outreachOvertaken(office) {
    const [personId] = await poorPeople(office, 1);
    await ran(office, 'outreachPass');
    await office.prisma.registryPerson.update({
      where: { personId: personId! },
      data: { diedOn: await office.now() },
    });
    return ran(office, 'outreachPass');
  },

  async outreachThroughClaims(office) {
    const [personId] = await poorPeople(office, 1, { records: [] });
    office.treatments.settled.set(personId!, [settledStay]);
    office.treatments.unanswered = 4;
    return ran(office, 'outreachPass');
  },

  async helperTold(office) {
    await contactsGiven(office, 1);
    return ran(office, 'contactNotices');
  },

  async samplingCalledAndTold(office) {
    await employ(office, 'expert-1', 'expert-2', 'expert-3', 'expert-4');
    const application = await refused(office);
    await foundWrong(office, application);
    await untilMonthBegins(office);
    return ran(office, 'samplingPass');
  },

  reconciled: (office) => ran(office, 'reconcile'),
  auditAnchored: (office) => ran(office, 'anchorAudit'),
} as const satisfies Record<string, (office: Office) => Promise<Pick<Applied, 'history'>>>;

/** Recognised for one disease, with an application for another under way. */
async function ofSomebodyDead(office: Office) {
  const recognised = await approved(office);
  const { personId } = await recognised.record();
  const underWay = await office.apply({ ...doubtful, personId, disease: 'transplantAntiRejection' });
  await underWay.task();
  const told = await brought(office, recognised, { kind: 'died' });
  await underWay.ended();
  return { recognised, underWay, told };
}

async function approved(office: Office): Promise<Applied> {
  const application = await office.apply(clear);
  await application.ended();
  return application;
}

async function ran(office: Office, workflow: string) {
  const run = await office.run(workflow);
  await run.ended();
  return run;
}

async function brought(office: Office, application: Applied, event: object) {
  const { personId, region } = await application.record();
  const reported = { id: 'register/1', region, on: plainDate('2026-11-01'), ...event } as RegistryEvent;
  await office.report(personId, reported);
  const run = await office.brought(personId);
  await run.ended();
  return run;
}

function withoutContinuity({ inForce }: Office) {
  const { policy, reference } = inForce.openRegion();
  const continuity = {
    carriesOverBetweenInsuranceTypes: { ...policy.continuity.carriesOverBetweenInsuranceTypes, value: null },
  };
  return () => ({ reference, policy: { ...policy, continuity } });
}
