/** 复审与到期: the daily round through what comes to its end, over years of virtual time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOffice, type Applied, type Office } from './office.ts';
import { approval, clear, doubtful, refusal } from './stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const day = 86_400_000;

/** Days until the last one of the term, seen from now. */
async function daysLeft(application: Applied): Promise<number> {
  const { benefitUntil } = application.record().stored.decision!;
  return Math.round((Date.parse(benefitUntil!) - (await office.now()).getTime()) / day);
}

async function round(): Promise<void> {
  await (await office.run('renewalRound')).ended();
}

const renewalOf = ({ caseId, record }: Applied) => {
  const { personId } = record().stored;
  return office.store.all().find(({ stored }) => stored.personId === personId && stored.id !== caseId);
};

const changesOf = ({ caseId }: Applied) =>
  [...office.settlement.done].filter(([key]) => key.startsWith(`${caseId}:`)).map(([, change]) => change);

const told = ({ record }: Applied) => record().notices.map(({ template }) => template);

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

describe('the round', () => {
  it('leaves alone what lasts, and opens the renewal when its time has come; the rules approve it', async () => {
    const application = await office.apply(clear);
    await application.ended();
    await round();
    expect(renewalOf(application)).toBeUndefined();

    await untilWindowOpens(application);
    await round();
    const { stored } = renewalOf(application)!;
    await office.store.reached(stored.id, ({ stage }) => stage === 'closed');
    const { filingNumber, decision } = office.store.of(stored.id).stored;
    expect(filingNumber).toBe(application.record().stored.filingNumber);
    expect(decision).toMatchObject({ outcome: 'approved', decidedBy: { kind: 'rules' } });
    expect(application.record()).toMatchObject({ recognitionState: 'replaced', holdsPlace: false });
    expect(told(application)).toContain('renewalOpened');
  });

  it('keeps the benefit while the office is late, and ends it with the refusal', async () => {
    const application = await recognisedByOfficer();
    await untilWindowOpens(application);
    await round();
    expect(changesOf(application).at(-1)).toMatchObject({ kind: 'extend', reason: 'renewalPending' });
    const { stored } = renewalOf(application)!;
    await office.store.reached(stored.id, ({ tasks }) => tasks.length > 0);

    await office.passes(200 * day);
    await round();
    expect(application.record()).toMatchObject({ holdsPlace: true });
    expect(told(application)).not.toContain('entitlementExpired');

    const renewal = office.applicationOf(stored.id);
    await renewal.answer(refusal(await renewal.task()));
    await renewal.ended();
    await round();
    expect(changesOf(application).at(-1)).toMatchObject({ kind: 'extend', reason: 'notRecognised' });
    await office.passes(day);
    await round();
    expect(application.record()).toMatchObject({ recognitionState: 'ended', holdsPlace: false });
    await round();
    expect(told(application).filter((template) => template === 'entitlementExpired')).toHaveLength(1);
  });
});
