/** What is down holds up only what needs it; nothing is done twice, nothing is dated anew. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openOffice, type Applied, type Office } from './office.ts';
import { approval, clear, doubtful, officer } from './stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());
afterEach(() => {
  office.faults.down = false;
  office.settlement.behaviour = 'answers';
  office.notifier.behaviour = 'answers';
});

const minute = 60_000;
const minutesBetween = (from: Date, to: Date) => (to.getTime() - from.getTime()) / minute;

/** Names of the effects that became normal activities. */
async function scheduled(application: Applied): Promise<(string | null | undefined)[]> {
  const events = await application.history();
  return events.flatMap(({ activityTaskScheduledEventAttributes: activity }) =>
    activity ? [activity.activityType?.name] : [],
  );
}

const entries = async (application: Applied, key: string) =>
  (await application.record()).ledger.filter((entry) => entry.key === key);

describe('the store is down', () => {
  it('for an hour: the application is taken when it is back, dated when it was begun', async () => {
    office.faults.down = true;
    const begun = await office.now();
    const application = await office.apply(clear);
    await office.passes('1 hour');
    expect((await application.record()).ledger.map(({ key }) => key)).toEqual(['receive:0']);

    office.faults.down = false;
    await office.passes('2 minutes');
    await expect(application.ended()).resolves.toBe('approved');
    const { openedAt, ledger } = await application.record();
    expect(minutesBetween(begun, openedAt!)).toBeLessThan(1);
    expect(minutesBetween(openedAt!, ledger[2]!.at)).toBeGreaterThanOrEqual(59);
    expect(await scheduled(application)).toEqual(['takeCase']);
  });

  it('as the officer answers: the decision is dated by the answer, not by the repair', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    await office.passes('1s');
    office.faults.down = true;
    const answeredAt = await office.now();
    const answer = application.answer(approval(task));
    await expect.poll(() => scheduled(application), { timeout: 10_000 }).toEqual(['recordPersonsDecision']);
    await office.passes('1 hour');

    office.faults.down = false;
    await office.passes('2 minutes');
    const { decidedAt } = (await answer)!;
    expect(minutesBetween(answeredAt, new Date(decidedAt))).toBeLessThan(1);
    await expect(application.ended()).resolves.toBe('approved');
    expect(await entries(application, 'decide:0')).toMatchObject([{ at: new Date(decidedAt) }]);
  });

  it('grows no history, however long it lasts', async () => {
    office.faults.down = true;
    const application = await office.apply(clear);
    await expect.poll(() => scheduled(application), { timeout: 10_000 }).toEqual(['takeCase']);
    const before = (await application.history()).length;
    await office.passes('3 hours');
    expect(await application.history()).toHaveLength(before);
    await application.handle.terminate();
  });
});

/** A day and more of attempts, one a minute. */
const manyAttemptsMs = 120_000;

describe('the settlement service is down', () => {
  it('for more than a day: the decision stands meanwhile, and is filed once', { timeout: manyAttemptsMs }, async () => {
    office.settlement.behaviour = 'isDown';
    const application = await office.apply(clear);
    const { decision } = await application.reached((record) => record.status === 'decided');
    await expect.poll(() => scheduled(application), { timeout: 10_000 }).toEqual(['fileEntitlement']);
    await office.passes('25 hours');
    expect(await application.record()).toMatchObject({ stage: 'filing', notices: [] });

    office.settlement.behaviour = 'answers';
    await office.passes('2 minutes');
    await expect(application.ended()).resolves.toBe('approved');
    expect((await application.record()).decision).toEqual(decision);
    const [filed, ...others] = await entries(application, 'file:0');
    expect(minutesBetween(new Date(decision!.decidedAt), filed!.at)).toBeLessThan(1);
    expect(others).toEqual([]);
    const key = `${application.caseId}:file:0`;
    expect(office.settlement.calls.filter((called) => called === key).length).toBeGreaterThan(1_000);
    expect(office.settlement.done.get(key)).toMatchObject({ from: decision!.benefitFrom });
  });

  it('does what it was asked and loses its answers: the repeat gets the same number', async () => {
    office.settlement.behaviour = 'losesItsAnswers';
    const application = await office.apply(clear);
    await expect.poll(() => scheduled(application), { timeout: 10_000 }).toEqual(['fileEntitlement']);
    const registered = office.settlement.done.size;
    office.settlement.behaviour = 'answers';
    await office.passes('2 minutes');
    await expect(application.ended()).resolves.toBe('approved');
    expect(office.settlement.done.size).toBe(registered);
    expect(await entries(application, 'file:0')).toHaveLength(1);
  });
});

describe('the settlement service hangs', () => {
  it('is given up after 3 s, asked again, and what comes late does nothing twice', async () => {
    office.settlement.behaviour = 'hangs';
    const application = await office.apply(clear);
    await expect.poll(() => scheduled(application), { timeout: 10_000 }).toEqual(['fileEntitlement']);
    const registered = office.settlement.done.size;
    office.settlement.behaviour = 'answers';
    await office.passes('2 minutes');
    await expect(application.ended()).resolves.toBe('approved');
    expect(office.settlement.done.size).toBe(registered + 1);
    expect(await entries(application, 'file:0')).toHaveLength(1);
  });
});

describe('the settlement service refuses for good', () => {
  it('and the case returns to an officer, who corrects it: nobody is told before it is filed, and the decision stands', async () => {
    office.settlement.behaviour = 'refuses';
    const application = await office.apply(clear);
    const task = await application.task('filingRefused');
    const detail = 'The settlement service will not do this.';
    expect(task.open).toMatchObject([{ code: 'filingRefused', params: { refusal: 'STATE_CONFLICT', detail } }]);
    const { decision } = await application.record();
    await expect(application.tell({ kind: 'withdrawn', by: 'patient-1' })).rejects.toMatchObject({
      cause: { type: 'STATE_CONFLICT' },
    });
    await office.passes('5 days');
    expect((await application.task()).marks).toEqual(['warned', 'breached', 'escalated']);
    expect(await application.record()).toMatchObject({ stage: 'filing', notices: [] });

    // Still refused: back again.
    await application.answer({ taskId: task.id, by: officer, outcome: 'corrected' });
    const again = await application.task('filingRefused');
    office.settlement.behaviour = 'answers';
    const corrected = {
      outcome: 'corrected',
      institution: 'demo-second-peoples-hospital',
      insuranceType: 'employee',
    } as const;
    await expect(application.answer({ taskId: again.id, by: officer, ...corrected })).resolves.toEqual(corrected);
    await expect(application.ended()).resolves.toBe('approved');
    const { outcome, institution, insuranceType } = corrected;
    expect(office.settlement.done.get(`${application.caseId}:file:0`)).toMatchObject({ institution, insuranceType });
    expect(await application.record()).toMatchObject({
      stage: 'closed',
      notices: [{ template: 'approved' }],
      tasks: [{ answer: outcome }, { answer: outcome }],
    });
    expect((await application.record()).decision).toEqual(decision);
  });

  it('and the office files by hand: its number is the recognition’s, and the patient is told', async () => {
    office.settlement.behaviour = 'refuses';
    const application = await office.apply(doubtful);
    await application.answer(approval(await application.task()));
    const { id: taskId } = await application.task('filingRefused');
    await expect(application.answer({ taskId, by: officer, outcome: 'handedOver' })).rejects.toMatchObject({
      cause: { type: 'ANSWER_NOT_POSSIBLE' },
    });
    const filed = { filingNumber: 'RIZHAO-2026-00000777', filedOn: '2026-12-01' };
    const done = { outcome: 'filedByHand', ...filed } as const;
    await expect(application.answer({ taskId, by: officer, ...done })).resolves.toEqual(done);
    await expect(application.ended()).resolves.toBe('approved');
    expect(await application.record()).toMatchObject({
      filingNumber: filed.filingNumber,
      filedOn: new Date(filed.filedOn),
    });
    expect((await application.record()).notices.map(({ template }) => template)).toContain('approved');
  });
});

describe('the notification service is down', () => {
  it('holds up no officer: the task is answered, filed, and everything told once it is back', async () => {
    office.notifier.behaviour = 'isDown';
    const application = await office.apply(doubtful);
    await application.answer(approval(await application.task()));
    await application.reached(({ stage }) => stage === 'notifying');
    expect((await application.record()).notices).toEqual([]);

    office.notifier.behaviour = 'answers';
    await expect.poll(() => scheduled(application), { timeout: 10_000 }).toContain('sendReceiptNotices');
    await office.passes('2 minutes');
    await expect(application.ended()).resolves.toBe('approved');
    expect((await application.record()).notices.map(({ template }) => template)).toEqual(['received', 'approved']);
  });
});

describe('an effect whose answer is lost', () => {
  it.each(['take:0', 'assess:0', 'decide:0', 'file:0', 'notify:decision:0'])(
    '%s runs again and is done once',
    async (key) => {
      office.faults.loseAnswerOf(key);
      const application = await office.apply(clear);
      await expect(application.ended()).resolves.toBe('approved');
      expect((await application.record()).ledger.map((entry) => entry.key)).toEqual([
        'receive:0',
        'take:0',
        'assess:0',
        'decide:0',
        'file:0',
        'notify:decision:0',
      ]);
      expect(office.settlement.calls.filter((called) => called.startsWith(application.caseId))).toHaveLength(1);
      expect(office.notifier.calls.filter((called) => called.startsWith(application.caseId))).toHaveLength(1);
      expect(await scheduled(application)).toEqual([]);
    },
  );
});
