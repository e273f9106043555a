/** 复审与到期: the daily pass through what comes to its end, over years of virtual time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOffice, type Applied, type Office } from '../office.ts';
import { approval, clear, doubtful, refusal } from '../stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const day = 86_400_000;

/** Days until the last one of the term, seen from now. */
async function daysLeft(application: Applied): Promise<number> {
  const { benefitUntil } = (await application.record()).decision!;
  return Math.round((Date.parse(benefitUntil!) - (await office.now()).getTime()) / day);
}

async function pass(): Promise<void> {
  await (await office.run('renewalPass')).ended();
}

/** The case of the same person that was opened after it. */
async function renewalOf({ caseId, record }: Applied): Promise<Applied | undefined> {
  const { personId } = await record();
  const later = await office.prisma.applicationCase.findFirst({ where: { personId, id: { not: caseId } } });
  return later ? office.applicationOf(later.id) : undefined;
}

const changesOf = ({ caseId }: Applied) =>
  [...office.settlement.done].filter(([key]) => key.startsWith(`${caseId}:`)).map(([, change]) => change);

const told = async ({ record }: Applied) => (await record()).notices.map(({ template }) => template);

/** Recognised by the officer, who is asked again when the renewal comes: the paper proves no more than before. */
async function recognisedByOfficer(): Promise<Applied> {
  const application = await office.apply(doubtful);
  await application.answer(approval(await application.task()));
  await application.ended();
  return application;
}

async function untilWindowOpens(application: Applied): Promise<void> {
  await office.passes(((await daysLeft(application)) - 59) * day);
}

describe('the pass', () => {
  it('leaves alone what lasts, and opens the renewal when its time has come; the rules approve it', async () => {
    const application = await office.apply(clear);
    await application.ended();
    await pass();
    expect(await renewalOf(application)).toBeUndefined();

    await untilWindowOpens(application);
    await pass();
    const renewal = (await renewalOf(application))!;
    const { filingNumber, decision } = await renewal.reached(({ stage }) => stage === 'closed');
    expect(filingNumber).toBe((await application.record()).filingNumber);
    expect(decision).toMatchObject({ outcome: 'approved', decidedBy: { kind: 'rules' } });
    expect(await application.record()).toMatchObject({ recognitionState: 'replaced', holdsPlace: false });
    expect(await told(application)).toContain('renewalOpened');
  });

  it('keeps the benefit while the office is late, and ends it with the refusal', async () => {
    const application = await recognisedByOfficer();
    await untilWindowOpens(application);
    await pass();
    expect(changesOf(application).at(-1)).toMatchObject({ kind: 'extend', reason: 'renewalPending' });
    const renewal = (await renewalOf(application))!;
    await renewal.reached(({ tasks }) => tasks.length > 0);

    await office.passes(200 * day);
    await pass();
    expect(await application.record()).toMatchObject({ holdsPlace: true });
    expect(await told(application)).not.toContain('entitlementExpired');

    await renewal.answer(refusal(await renewal.task()));
    await renewal.ended();
    await pass();
    expect(changesOf(application).at(-1)).toMatchObject({ kind: 'extend', reason: 'notRecognised' });
    await office.passes(day);
    await pass();
    expect(await application.record()).toMatchObject({ recognitionState: 'ended', holdsPlace: false });
    await pass();
    expect((await told(application)).filter((template) => template === 'entitlementExpired')).toHaveLength(1);
  });
});
