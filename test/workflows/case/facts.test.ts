/** PRACTICE, Facts: every decision and every filing stands on the facts of its own day. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EntitlementChange, NewEntitlement } from '../../../activities/settlement/port.ts';
import type { Facts } from '../../../domain/eligibility/verdict.ts';
import { addDays, plainDate, type PlainDate } from '../../../domain/plain-date.ts';
import { localDay } from '../../../domain/time-zone.ts';
import { insuredPerson } from '../far-edge.ts';
import { openOffice, type Applied, type Office } from '../office.ts';
import { castBallots, employ, memberOf, openRound, untilMonthBegins, waitingForRound } from '../rounds/stories.ts';
import {
  approval,
  clear,
  completeForTheBatch,
  completeForTheChain,
  confirmer,
  department,
  doubtful,
  officer,
  recommendation,
  refusal,
  request,
} from '../stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
  await employ(office, 'expert-1', 'expert-2', 'expert-3');
  await untilMonthBegins(office);
});
afterAll(() => office.close());
afterEach(() => {
  office.settlement.behaviour = 'answers';
});

const other = { subject: 'officer-2', role: 'handlingOfficer' };
const later = { subject: 'officer-3', role: 'handlingOfficer' };
const today = async () => localDay(await office.now());

type Insurance = Facts['insurance'][number];

function resident(until?: PlainDate, from = plainDate('2020-01-01')): Omit<Insurance, 'region'> {
  return { type: 'resident', from, ...(until && { until }) };
}

function employee(from: PlainDate): Omit<Insurance, 'region'> {
  return { type: 'employee', from };
}

/** What the registers say of the person from now on. */
async function knows(
  application: Applied,
  insurance: readonly Omit<Insurance, 'region'>[],
  more: Partial<Facts> = {},
): Promise<void> {
  const { personId, region } = await application.record();
  const listed = insurance.map((held) => ({ ...held, region }));
  office.registry.know(personId, { ...insuredPerson(region), ...more, insurance: listed });
}

const filedAs = ({ caseId }: Applied) => office.settlement.done.get(`${caseId}:file:0`) as NewEntitlement | undefined;

const changesOf = ({ caseId }: Applied) =>
  [...office.settlement.done]
    .filter(([key]) => key.startsWith(`${caseId}:file:0:`))
    .map(([, change]) => change as EntitlementChange);

const toldTo = ({ caseId }: Applied) =>
  [...office.notifier.done]
    .filter(([key]) => key.startsWith(`${caseId}:notify:decision:`))
    .map(([, message]) => JSON.stringify(message))
    .join();

const codes = (task: { readonly open: readonly { readonly code: string }[] }) => task.open.map(({ code }) => code);

/** Approved by whoever has it; a task with the new point is opened instead. */
async function held(application: Applied) {
  const task = await application.task('officerDecision');
  expect(await application.record()).toMatchObject({ decision: null, filingNumber: null, stage: 'awaitingOfficer' });
  expect(filedAs(application)).toBeUndefined();
  return task;
}

describe('an insurance that lapses while the case waits', () => {
  it('holds the approval, as often as it is given, until it is paid again', async () => {
    const application = await office.apply(doubtful);
    const first = await application.task();
    const day = await today();
    await office.passes('3 days');
    await knows(application, [resident(addDays(day, 1))]);
    expect(await application.answer(approval(first))).toBeNull();
    const second = await held(application);
    expect(codes(second)).toEqual(['insuranceLapsed']);
    expect(second.dueAt, 'what a register says moves no deadline').toEqual(first.dueAt);

    expect(await application.answer(approval(second, other))).toBeNull();
    const third = await application.reached(({ tasks }) => tasks.filter(({ state }) => state === 'ready').length === 1);
    await office.passes('2 days');
    await knows(application, [resident(addDays(day, 1)), resident(undefined, addDays(day, 4))]);
    const waiting = third.tasks.find(({ state }) => state === 'ready')!;
    await expect(application.answer(approval(waiting, later))).resolves.toMatchObject({ outcome: 'approved' });
    await expect(application.ended()).resolves.toBe('approved');
    expect(changesOf(application)).toEqual([]);
    const { ledger } = await application.record();
    const attempts = ledger.filter(({ key }) => key.startsWith('unsettled:0/'));
    expect(attempts.map(({ actor, result }) => [actor, result])).toMatchObject([
      ['system', { answered: { taskId: first.id, outcome: 'approved', by: officer } }],
      ['system', { answered: { taskId: second.id, outcome: 'approved', by: other } }],
    ]);
  });

  it('is no reason to refuse somebody who has paid again meanwhile', async () => {
    const application = await office.apply(doubtful);
    const day = await today();
    await office.passes('3 days');
    await knows(application, [resident(addDays(day, 1))]);
    await application.answer(approval(await application.task()));
    const lapsed = await held(application);
    await knows(application, [resident()]);
    const reasons = lapsed.open.filter(({ code }) => code === 'insuranceLapsed');
    expect(await application.answer({ ...refusal(lapsed, other), reasons })).toBeNull();
    expect(codes(await held(application))).not.toContain('insuranceLapsed');
  });

  it('holds what the confirming officer of a chain approves', async () => {
    const application = await office.apply(completeForTheChain);
    await application.answer(recommendation(await application.task('departmentReview'), department));
    const confirming = await application.task('confirmation');
    const day = await today();
    await office.passes('2 days');
    await knows(application, [resident(day)]);
    expect(await application.answer(approval(confirming, confirmer))).toBeNull();
    expect(codes(await held(application))).toEqual(['insuranceLapsed']);
  });

  it('holds what a round approves, as of its signature', async () => {
    const application = await waitingForRound(office);
    const roundId = await openRound(office);
    await office.passes('2 hours');
    await castBallots(office, roundId, application, 'approved', 'approved');
    const day = await today();
    await office.passes('3 days');
    await knows(application, [resident(addDays(day, 1))]);
    await office.round(roundId).sign('supervisor-1');
    await office.round(roundId).ended();
    expect(codes(await held(application))).toEqual(['insuranceLapsed']);
    expect(await memberOf(office, roundId, application)).toMatchObject({ state: 'ruled' });

    await knows(application, [resident()]);
    await application.answer(approval(await application.task('officerDecision')));
    await expect(application.ended()).resolves.toBe('approved');
  });

  it('suspends from the first day where it is known to come before that', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    await knows(application, [resident(await today())]);
    await application.answer(approval(task));
    await expect(application.ended()).resolves.toBe('approved');
    const { decision, recognitionState } = await application.record();
    expect(changesOf(application)).toMatchObject([{ kind: 'suspend', from: decision!.benefitFrom }]);
    expect(recognitionState).toBe('suspended');
    expect(toldTo(application)).toMatch(/待遇暂停/);
  });
});

describe('another insurance', () => {
  it('that somebody has by the day of the decision is what is decided on and filed', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    const day = await today();
    await office.passes('3 days');
    await knows(application, [resident(day), employee(addDays(day, 1))]);
    await application.answer(approval(task));
    await expect(application.ended()).resolves.toBe('approved');
    expect(filedAs(application)).toMatchObject({ insuranceType: 'employee' });
    expect(await application.record()).toMatchObject({ insuranceType: 'employee', appliedUnder: 'resident' });
    expect(toldTo(application)).toContain('职工基本医疗保险');
    expect(changesOf(application)).toEqual([]);
  });

  it('that comes while the approval cannot be filed is carried by the filing', async () => {
    office.settlement.behaviour = 'refuses';
    const application = await office.apply(clear);
    const { decision } = await application.reached((record) => record.decision !== null);
    const from = decision!.benefitFrom!;
    await office.passes('5 days');
    await knows(application, [resident(addDays(from, 1)), employee(addDays(from, 3))]);
    office.settlement.behaviour = 'answers';
    const { id: taskId } = await application.task('filingRefused');
    await application.answer({ taskId, by: officer, outcome: 'corrected' });
    await expect(application.ended()).resolves.toBe('approved');
    expect(filedAs(application)).toMatchObject({ insuranceType: 'resident' });
    expect(changesOf(application)).toMatchObject([
      { kind: 'suspend', from: addDays(from, 2) },
      { kind: 'change', from: addDays(from, 3), insuranceType: 'employee' },
      { kind: 'resume', from: addDays(from, 3) },
    ]);
    expect(await application.record()).toMatchObject({ insuranceType: 'employee', recognitionState: null });
  });
});

describe('what else may change before the decision', () => {
  it('a death ends the case, whoever approves it', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    await knows(application, [resident()], { person: { known: true, diedOn: await today() } });
    await application.answer(approval(task)).catch(() => undefined);
    await expect(application.ended()).resolves.toBe('personDied');
    expect(await application.record()).toMatchObject({ status: 'ended', decision: null });
  });

  it('an institution that is not designated is asked for anew, whatever a round has approved', async () => {
    const application = await waitingForRound(office, { ...completeForTheBatch, institution: 'demo-closed-hospital' });
    const roundId = await openRound(office);
    await office.passes('2 hours');
    await castBallots(office, roundId, application, 'approved', 'approved');
    await office.passes('3 days');
    await office.round(roundId).sign('supervisor-1');
    const asked = await held(application);
    expect(codes(asked)).toEqual(['institutionNotDesignated']);
    await application.answer(request(asked, other));
    await application.reached(({ stage }) => stage === 'awaitingSupplement');
    await application.tell({ kind: 'supplied', by: 'applicant-1' }, { institution: 'demo-first-peoples-hospital' });
    const again = await application.task('officerDecision');
    expect(codes(again)).not.toContain('institutionNotDesignated');
    await application.answer(approval(again, later));
    await expect(application.ended()).resolves.toBe('approved');
    expect(filedAs(application)).toMatchObject({ institution: 'demo-first-peoples-hospital' });
  });
});

describe('diseases beside each other', () => {
  const of = (disease: string, personId: string, story: object = doubtful) => ({
    ...story,
    disease,
    personId,
    procedure: 'immediate' as const,
    institution: 'demo-first-peoples-hospital',
  });
  const papers = ['inpatientRecord', 'susceptibilityTest'].map((evidence, index) => ({
    evidence,
    documentId: `5f0c2b62-0000-4000-8000-00000000000${8 + index}`,
  }));
  const applyFor = (disease: string, personId: string) => office.apply(of(disease, personId, { papers }));
  const approve = async (application: Applied, by = officer) =>
    application.answer(approval(await application.task('officerDecision'), by));
  const inForce = async (...applications: readonly Applied[]) => {
    const records = await Promise.all(applications.map(({ record }) => record()));
    return records
      .filter(({ decision, holdsPlace }) => decision?.outcome === 'approved' && holdsPlace)
      .map(({ disease }) => disease);
  };

  it('the greater is in force, whichever came first', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const lesserFirst = await applyFor('chronicHepatitisB', one);
    await approve(lesserFirst);
    await lesserFirst.ended();
    const greaterAfter = await applyFor('liverCirrhosis', one);
    await approve(greaterAfter);
    await greaterAfter.ended();

    const lesserAfter = await applyFor('chronicHepatitisB', two);
    await lesserAfter.task('officerDecision');
    const greaterFirst = await applyFor('liverCirrhosis', two);
    await approve(greaterFirst);
    await greaterFirst.ended();
    await approve(lesserAfter);
    await expect(lesserAfter.ended()).resolves.toBe('notRecognised');
    const { decision } = await lesserAfter.record();
    expect(decision).toMatchObject({ decidedBy: { kind: 'rules' }, reasons: [{ code: 'supersedingDiseaseHeld' }] });
    expect(await inForce(lesserFirst, greaterAfter)).toEqual(['liverCirrhosis']);
    expect(await inForce(lesserAfter, greaterFirst)).toEqual(['liverCirrhosis']);
  });

  it('of two that exclude each other one is in force, as a person says who had the other before them', async () => {
    const personId = randomUUID();
    const first = await applyFor('pulmonaryTuberculosis', personId);
    await first.task('officerDecision');
    const second = await applyFor('drugResistantTuberculosis', personId);
    expect(codes(await second.task('officerDecision'))).toContain('exclusiveDiseaseAppliedFor');
    await Promise.all([approve(first), approve(second, other).catch(() => undefined)]);
    const settled = await Promise.race([first.ended().then(() => second), second.ended().then(() => first)]);
    expect(codes(await settled.task('officerDecision'))).toContain('exclusiveDiseaseHeld');
    expect(await inForce(first, second)).toHaveLength(1);

    await approve(settled, later);
    await expect(settled.ended()).resolves.toBe('approved');
    expect(await inForce(first, second)).toEqual([(await settled.record()).disease]);
  });

  it('that one round approves end up by the set of them, whichever is published first', async () => {
    const [pair, excluding] = [randomUUID(), randomUUID()];
    const wanted = [
      ['chronicHepatitisB', pair],
      ['liverCirrhosis', pair],
      ['pulmonaryTuberculosis', excluding],
      ['drugResistantTuberculosis', excluding],
    ] as const;
    const applications: Applied[] = [];
    for (const [disease, personId] of wanted)
      applications.push(await waitingForRound(office, { ...completeForTheBatch, disease, personId, papers }));
    const roundId = await openRound(office);
    await office.passes('2 hours');
    const ruled = { state: 'ruled', outcome: 'approved', reasons: [] };
    await office.prisma.roundMember.updateMany({ where: { roundId }, data: ruled });
    await office.passes('3 days');
    await office.round(roundId).sign('supervisor-1');
    await office.round(roundId).ended();
    const [lesser, greater, ...exclusive] = applications;
    await expect(lesser!.ended()).resolves.toBe('notRecognised');
    await expect(greater!.ended()).resolves.toBe('approved');
    for (const asked of exclusive) expect(codes(await asked.task('officerDecision'))).toContain('exclusiveDiseaseHeld');
    expect(await inForce(...applications)).toEqual(['liverCirrhosis']);
  });
});
