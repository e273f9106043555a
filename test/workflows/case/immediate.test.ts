/** 即时办结 [D3-C §二, D3-P §二(二)1]: the rules decide at once, or one officer does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../../domain/plain-date.ts';
import { localDay } from '../../../domain/time-zone.ts';
import { changeCase } from '../../../store/cases/case-writes.ts';
import { dayOf } from '../../../store/rows.ts';
import { openOffice, type Office } from '../office.ts';
import { approval, clear, doubtful, notInsured, refusal } from '../stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const keysOf = ({ ledger }: { ledger: readonly { key: string }[] }) => ledger.map(({ key }) => key);

describe('structured records meet the criteria', () => {
  it('is approved by the rules, filed, told, in this order', async () => {
    const application = await office.apply(clear);
    await expect(application.ended()).resolves.toBe('approved');
    const record = await application.record();
    expect(keysOf(record)).toEqual(['receive:0', 'take:0', 'assess:0', 'decide:0', 'file:0', 'notify:decision:0']);
    expect(record).toMatchObject({ stage: 'closed', holdsPlace: true, tasks: [] });
    expect(record).toMatchObject({
      status: 'decided',
      decision: { outcome: 'approved', decidedBy: { kind: 'rules' }, reasons: [] },
    });
    expect(record.notices).toMatchObject([{ template: 'approved', recipient: 'patient' }]);
  });

  it('gives the benefit from the day after the decision, as the pack says, and files what was decided', async () => {
    const application = await office.apply(clear);
    await application.ended();
    const { decision, filingNumber, filedOn, personId } = await application.record();
    const decidedOn = localDay(new Date(decision!.decidedAt));
    expect(decision!.benefitFrom).toBe(addDays(decidedOn, 1));
    const filed = office.settlement.done.get(`${application.caseId}:file:0`);
    expect(filed).toMatchObject({
      personRef: personId,
      disease: 'malignantTumor',
      from: decision!.benefitFrom,
      filedOn: decidedOn,
    });
    expect(filingNumber).toMatch(/^EXAMPLE-/);
    expect(dayOf(filedOn!)).toBe(decidedOn);
  });

  it('takes one workflow task and eleven events', async () => {
    const application = await office.apply(clear);
    await application.ended();
    const events = await application.history();
    expect(events.filter(({ workflowTaskCompletedEventAttributes: completed }) => completed)).toHaveLength(1);
    expect(events.filter(({ markerRecordedEventAttributes: effect }) => effect)).toHaveLength(5);
    expect(events).toHaveLength(11);
  });

  it('tells the agent as well', async () => {
    const agent = {
      kind: 'family',
      name: '示例家属',
      phone: '19900000002',
      authorisation: 'office',
      consentToDiagnosis: true,
    };
    const application = await office.apply({ ...clear, agent });
    await application.ended();
    expect((await application.record()).notices.map(({ recipient }) => recipient)).toEqual(['patient', 'agent']);
  });

  it('can be found by its stage and outcome', async () => {
    const application = await office.apply(clear);
    await application.ended();
    const { typedSearchAttributes } = await application.handle.describe();
    const values = typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
    expect(Object.fromEntries(values)).toEqual({
      Region: 'rizhao',
      Procedure: 'immediate',
      Stage: 'decided',
      Outcome: 'approved',
    });
  });
});

describe('formal reasons', () => {
  it('refuse at once, with the reason and its clause; nothing is filed', async () => {
    const application = await office.apply(notInsured);
    await expect(application.ended()).resolves.toBe('notRecognised');
    const record = await application.record();
    expect(keysOf(record)).toEqual(['receive:0', 'take:0', 'assess:0', 'decide:0', 'notify:decision:0']);
    const { decision } = record;
    expect(decision).toMatchObject({
      outcome: 'notRecognised',
      decidedBy: { kind: 'rules' },
      reasons: [{ code: 'notInsured' }],
    });
    expect(decision!.reasons[0]!.clause).not.toBe('');
    expect(decision).not.toHaveProperty('benefitFrom');
    expect(record).toMatchObject({ stage: 'closed', holdsPlace: false });
    expect(record.notices).toMatchObject([{ template: 'notRecognised' }]);
  });
});

describe('what the rules leave open', () => {
  it('goes to a handling officer, and the patient is told that it has arrived', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    expect(task).toMatchObject({
      kind: 'officerDecision',
      open: [{ code: 'paperToRead' }],
    });
    const record = await application.reached(({ notices }) => notices.length > 0);
    expect(record).toMatchObject({ stage: 'awaitingOfficer', notices: [{ template: 'received' }] });
    expect(task.dueAt).toEqual(record.dueAt);
    await application.answer(approval(task));
    await application.ended();
  });

  it('is approved by the officer', async () => {
    const application = await office.apply(doubtful);
    const decision = await application.answer(approval(await application.task()));
    expect(decision).toMatchObject({
      outcome: 'approved',
      decidedBy: { kind: 'person', subject: 'officer-1', role: 'handlingOfficer' },
    });
    await expect(application.ended()).resolves.toBe('approved');
    const record = await application.record();
    expect(record.decision).toEqual(decision);
    expect(record.tasks).toMatchObject([{ state: 'completed' }]);
    expect(keysOf(record).slice(-3)).toEqual(['decide:0', 'file:0', 'notify:decision:0']);
    expect(record.ledger.find(({ key }) => key === 'decide:0')!.actor).toBe('officer-1');
  });

  it('is refused by the officer, with the reasons given', async () => {
    const application = await office.apply(doubtful);
    const answer = refusal(await application.task());
    const decision = await application.answer(answer);
    expect(decision).toMatchObject({ outcome: 'notRecognised', reasons: answer.reasons });
    await expect(application.ended()).resolves.toBe('notRecognised');
    expect(keysOf(await application.record())).not.toContain('file:0');
  });
});

describe('another run holds the case', () => {
  it('ends without any effect', async () => {
    const input = await office.receive(clear);
    await office.store.effect(input.caseId, 'take:0', () => ({
      at: new Date(),
      actor: 'system',
      action: 'taken',
      result: { holder: 'another-run' },
      writes: [changeCase({ status: 'open', runId: 'another-run' })],
    }));
    const application = await office.begin(input);
    await expect(application.ended()).resolves.toBe('notTaken');
    expect(keysOf(await application.record())).toEqual(['receive:0', 'take:0']);
    expect((await application.record()).runId).toBe('another-run');
  });
});
