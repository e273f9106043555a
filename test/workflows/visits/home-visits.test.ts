/** 上门服务 beside the decision (PRACTICE #3, #18; V11 of the digest). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localDay } from '../../../domain/time-zone.ts';
import { openOffice, type Applied, type Office } from '../office.ts';
import {
  approval,
  atHome,
  clear,
  desk,
  doubtful,
  forTheBatch,
  incomplete,
  notInsured,
  officer,
  planned,
  request,
  rescheduled,
  said,
  visited,
  visitNot,
} from '../stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const templates = async (application: Applied) => (await application.record()).notices.map(({ template }) => template);
const visitIn = async (application: Applied) => (await application.record()).visits.at(-1)!;

/** Nobody was at home, as often as it is tried. */
async function missTwice(application: Applied) {
  const visit = await office.visitOf(application);
  for (const _attempt of [1, 2]) {
    await visit.answer(planned(await application.task('visitPlanning')));
    await visit.answer(visitNot('notAtHome', await application.task('visitReport')));
  }
  return visit;
}

describe('where records suffice', () => {
  it('the decision is made at once, and the visit runs beside it', async () => {
    const application = await office.apply(atHome(clear));
    await expect(application.ended()).resolves.toBe('approved');
    const visit = await office.visitOf(application);
    await visit.answer(planned(await application.task('visitPlanning')));
    expect(await visitIn(application)).toMatchObject({
      trigger: 'limitedMobility',
      state: 'planned',
      team: '示例上门组',
    });
    const report = await application.task('visitReport');
    await visit.answer(visited(report));
    await expect(visit.ended()).resolves.toEqual({ ending: 'done', report: report.id });
    expect(await visitIn(application)).toMatchObject({
      state: 'done',
      report: { outcome: 'visited', findings: '…' },
      photographIds: [expect.any(String)],
    });
    expect(await application.record()).toMatchObject({ stage: 'closed', decision: { outcome: 'approved' } });
    expect(await templates(application)).toEqual(expect.arrayContaining(['visitOffered', 'approved', 'visitPlanned']));
  });

  it('psychiatric patients are named by the disease that they apply for', async () => {
    const application = await office.apply({ disease: 'psychosis' });
    const visit = await office.visitOf(application);
    expect(await visitIn(application)).toMatchObject({ trigger: 'psychiatricPatient' });
    await application.tell({ kind: 'withdrawn', by: 'applicant-1' });
    await visit.ended();
  });

  it.each([
    ['whom no trigger names', clear],
    ['whom the rules refuse', atHome(notInsured)],
  ])('nobody comes to people %s, and no history grows by it', async (_who, story) => {
    const application = await office.apply(story);
    await application.ended();
    expect((await application.record()).visits).toEqual([]);
    const events = await application.history();
    expect(events.filter((event) => event.startChildWorkflowExecutionInitiatedEventAttributes)).toEqual([]);
  });
});

describe('on the way', () => {
  it('the patient may have another time, and is told it', async () => {
    const application = await office.apply(atHome(clear));
    const visit = await office.visitOf(application);
    await visit.answer(planned(await application.task('visitPlanning')));
    await visit.answer(rescheduled(await application.task('visitReport')));
    await application.task('visitReport');
    expect(await visitIn(application)).toMatchObject({
      state: 'planned',
      team: '示例上门组',
      slotFrom: new Date('2030-03-06T06:30:00Z'),
    });
    await visit.answer(visited(await application.task('visitReport')));
    await visit.ended();
    const messages = [...office.notifier.done.values()].filter(
      ({ caseRef, template }) => caseRef === application.caseId && template === 'visitPlanned',
    );
    expect(messages.map(({ channels }) => channels.sms?.text)).toEqual([
      expect.stringContaining('2030年3月5日09:00至11:00'),
      expect.stringContaining('2030年3月6日14:30至15:30'),
    ]);
  });

  it('is missed after the second time that nobody is at home; the case is none the worse', async () => {
    const application = await office.apply(atHome(doubtful));
    const visit = await missTwice(application);
    await expect(visit.ended()).resolves.toEqual({ ending: 'missed' });
    expect(await visitIn(application)).toMatchObject({ state: 'missed', attempts: 2 });
    expect((await templates(application)).filter((template) => template.startsWith('visit'))).toEqual([
      ...['visitOffered', 'visitPlanned', 'visitNotAtHome', 'visitPlanned', 'visitMissed'],
    ]);
    await application.answer(approval(await application.task('officerDecision')));
    await expect(application.ended()).resolves.toBe('approved');
  });

  it.each([
    [
      'to the team',
      async (visit: Awaited<ReturnType<Office['visitOf']>>, application: Applied) =>
        void (await visit.answer(visitNot('declined', await application.task('visitPlanning')))),
    ],
    [
      'to the office',
      (visit: Awaited<ReturnType<Office['visitOf']>>) => visit.tell({ kind: 'visitDeclined', by: 'applicant-1' }),
    ],
  ])('is declined %s', async (_where, decline) => {
    const application = await office.apply(atHome(doubtful));
    const visit = await office.visitOf(application);
    await application.task('visitPlanning');
    await decline(visit, application);
    await expect(visit.ended()).resolves.toEqual({ ending: 'declined' });
    expect(await templates(application)).toContain('visitCancelled');
    expect((await application.record()).tasks.filter(({ state }) => state === 'ready')).toMatchObject([
      { kind: 'officerDecision' },
    ]);
    await application.answer(approval(await application.task('officerDecision')));
  });

  it('its deadline is warned of, missed and escalated without being one of the case', async () => {
    const application = await office.apply(atHome(clear));
    await application.ended();
    await application.task('visitPlanning');
    await office.passes('14 days');
    const task = await application.task('visitPlanning');
    expect(task.marks).toEqual(['warned', 'breached', 'escalated']);
    expect((await application.record()).breachedAt).toBeNull();
    const visit = await office.visitOf(application);
    await visit.answer(visitNot('declined', task));
  });

  it('refuses what is no answer to planning', async () => {
    const application = await office.apply(atHome(clear));
    const visit = await office.visitOf(application);
    const task = await application.task('visitPlanning');
    await expect(visit.answer(visited(task))).rejects.toMatchObject({ cause: { type: 'ANSWER_NOT_POSSIBLE' } });
    await visit.answer(visitNot('declined', task));
  });
});

describe('where somebody has to be seen', () => {
  /** Papers were asked for, and what came does not show it either. */
  async function nothingShowsIt() {
    const application = await office.apply(atHome(incomplete));
    await application.answer(request(await application.task('officerDecision')));
    await office.passes('1h');
    await application.tell({ kind: 'supplied', by: 'applicant-1' });
    await application.reached(({ stage }) => stage === 'awaitingVisit');
    return application;
  }

  it('the decision waits for the report, which is put before whoever decides', async () => {
    const application = await nothingShowsIt();
    expect(await visitIn(application)).toMatchObject({ inPerson: true });
    expect(
      (await application.record()).tasks.filter(({ kind, state }) => kind === 'officerDecision' && state === 'ready'),
    ).toEqual([]);
    const visit = await office.visitOf(application);
    await visit.answer(planned(await application.task('visitPlanning')));
    const report = await application.task('visitReport');
    await visit.answer(visited(report));
    const decision = await application.task('officerDecision');
    expect(decision.follows).toBe(report.id);
    await application.answer(approval(decision));
    await expect(application.ended()).resolves.toBe('approved');
  });

  it('a missed visit alone refuses nobody: the officer decides without it', async () => {
    const application = await nothingShowsIt();
    await missTwice(application);
    const decision = await application.task('officerDecision');
    expect(decision.follows).toBeNull();
    await application.answer(approval(decision));
    await expect(application.ended()).resolves.toBe('approved');
  });

  it('the clock runs on, and a deadline that passes is recorded', async () => {
    const application = await nothingShowsIt();
    await office.passes('7 days');
    expect(await application.record()).toMatchObject({ stage: 'awaitingVisit', breachedAt: expect.any(Date) });
    await application.tell({ kind: 'withdrawn', by: 'applicant-1' });
    await expect(application.ended()).resolves.toBe('withdrawn');
  });

  it('what is accepted as it is waits before the round as well', async () => {
    const application = await office.apply(atHome(forTheBatch));
    await application.answer(said('accepted', await application.task('acceptance'), officer));
    await application.reached(({ stage }) => stage === 'awaitingVisit');
    await missTwice(application);
    await application.reached(({ stage }) => stage === 'awaitingBatch');
    await application.tell({ kind: 'withdrawn', by: desk.subject });
    await application.ended();
  });
});

describe('a case that is over sends nobody', () => {
  it.each([
    ['withdrawn', 'visitCancelled', '示例患者：'],
    ['personDied', 'visitCancelled', '示例患者的家属：'],
  ] as const)(
    '%s: the visit is cancelled, its task is nobody’s, and whoever expected it is told',
    async (kind, template, salutation) => {
      const application = await office.apply(atHome(doubtful));
      const visit = await office.visitOf(application);
      await application.task('visitPlanning');
      await application.tell({ kind, by: 'system' });
      await expect(visit.ended()).resolves.toEqual({ ending: 'cancelled' });
      expect(await visitIn(application)).toMatchObject({ state: 'cancelled' });
      expect((await application.record()).tasks.filter(({ state }) => state === 'ready')).toEqual([]);
      const told = [...office.notifier.done.values()].find(
        (message) => message.caseRef === application.caseId && message.template === template,
      );
      expect(told?.channels.sms?.text).toContain(salutation);
    },
  );

  it('a death that registers report after the decision reaches the visit', async () => {
    const application = await office.apply(atHome(clear));
    await application.ended();
    const visit = await office.visitOf(application);
    await application.task('visitPlanning');
    const { personId, region } = await application.record();
    const on = localDay(await office.now());
    await office.report(personId, { id: 'register/visited', region, kind: 'died', on });
    await (await office.brought(personId)).ended();
    await expect(visit.ended()).resolves.toEqual({ ending: 'cancelled' });
    expect(await application.record()).toMatchObject({ decision: { outcome: 'approved' } });
  });
});
