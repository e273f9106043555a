/**
 * 复审与到期: the benefit lasts as long as its renewal is undecided, and our lateness never ends it (PRACTICE, Continuity).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RenewalPage } from '../../../activities/continuity/renewal-activities.ts';
import { byTheRules } from '../../../domain/case/decision.ts';
import { plainDate, type PlainDate } from '../../../domain/plain-date.ts';
import { openContinuity } from '../continuity.ts';

let office: Awaited<ReturnType<typeof openContinuity>>;
beforeAll(async () => {
  office = await openContinuity();
});
afterAll(() => office.close());
afterEach(() => office.settlement.done.clear());

const windowOpens = plainDate('2027-01-01');
const lastDay = plainDate('2027-03-02');
const at = (day: string) => `${day}T02:00:00.000Z`;
const on = (caseId: string, today: PlainDate) => ({ caseId, today, at: at(today) });

/** What the day asks for this recognition. */
async function stepOn(today: PlainDate, caseId: string): Promise<string | undefined> {
  let page: RenewalPage = { due: [] };
  do {
    page = await office.renewals.findRenewalsDue({ today, ...(page.next && { after: page.next }) });
    const found = page.due.find((due) => due.caseId === caseId);
    if (found) return found.step;
  } while (page.next);
  return undefined;
}

/** A recognition whose renewal was opened on the first day on which it may be. */
async function underRenewal() {
  const { caseId, personId } = await office.recognised();
  await office.renewals.openRenewal(on(caseId, windowOpens));
  await office.renewals.keepBenefit(on(caseId, windowOpens));
  const { id: renewal } = await office.prisma.applicationCase.findFirstOrThrow({
    where: { personId, kind: 'renewal' },
  });
  return { caseId, personId, renewal };
}

const refused = (decidedAt: string) =>
  ({ ...byTheRules('notRecognised'), decidedAt, benefitFrom: undefined, benefitUntil: undefined }) as never;

describe('a recognition whose term comes to its end', () => {
  it('asks for its renewal once the pack says so, not a day before', async () => {
    const { caseId } = await office.recognised();
    expect(await stepOn(plainDate('2026-12-31'), caseId)).toBeUndefined();
    expect(await stepOn(windowOpens, caseId)).toBe('open');
  });

  it('ends on the day after its last one, when nobody has renewed it', async () => {
    const { caseId } = await office.recognised();
    expect(await stepOn(plainDate('2027-03-03'), caseId)).toBe('expire');
    expect(await office.renewals.expireRecognition(on(caseId, plainDate('2027-03-03')))).toEqual({
      from: '2027-03-03',
    });
    expect(await office.caseOf(caseId)).toMatchObject({ recognitionState: 'ended', holdsPlace: false });
    expect(await stepOn(plainDate('2027-03-04'), caseId)).toBeUndefined();
  });

  it('is not opened for its person while the insurance is suspended', async () => {
    const { caseId } = await office.recognised();
    await office.prisma.applicationCase.update({ where: { id: caseId }, data: { recognitionState: 'suspended' } });
    expect(await stepOn(windowOpens, caseId)).toBeUndefined();
    expect(await stepOn(plainDate('2027-03-03'), caseId)).toBe('expire');
  });
});

describe('a renewal opened ahead of time', () => {
  it('is prefilled with all that is held, under the rules of today, and starts as any application', async () => {
    const document = await office.prisma.document.create({
      data: {
        id: '00000000-0000-4000-8000-000000000001',
        sha256: 'x',
        mediaType: 'application/pdf',
        size: 1,
        uploadedBy: 'applicant-1',
        uploadedAt: new Date(),
      },
    });
    const { caseId, personId } = await office.recognised();
    const { submissionId } = await office.caseOf(caseId);
    await office.prisma.submissionDocument.create({
      data: { submissionId, documentId: document.id, disease: 'malignantTumor', evidence: 'pathologyReport' },
    });
    expect(await office.renewals.openRenewal(on(caseId, windowOpens))).toEqual({ until: lastDay, opened: true });

    const { id } = await office.prisma.applicationCase.findFirstOrThrow({ where: { personId, kind: 'renewal' } });
    const [earlier, renewal] = [await office.caseOf(caseId), await office.caseOf(id)];
    const same = ['personId', 'region', 'disease', 'insuranceType', 'institution', 'procedure'] as const;
    for (const column of same) expect(renewal[column]).toEqual(earlier[column]);
    expect(office.sealer.open(renewal.submission.applicantSealed)).toEqual(
      office.sealer.open(earlier.submission.applicantSealed),
    );
    expect(renewal.submission.documents).toMatchObject([{ documentId: document.id, evidence: 'pathologyReport' }]);
    expect(await office.prisma.outbox.findUnique({ where: { id: `start:${id}` } })).toMatchObject({
      kind: 'start',
      payload: { caseId: id, opening: 0 },
    });
  });

  it('is opened once, however often the round runs', async () => {
    const { caseId, personId } = await office.recognised();
    await office.renewals.openRenewal(on(caseId, windowOpens));
    expect(await office.renewals.openRenewal(on(caseId, windowOpens))).toMatchObject({ opened: true });
    expect(await office.prisma.applicationCase.count({ where: { personId, kind: 'renewal' } })).toBe(1);
  });

  it('keeps the benefit without an end until it is decided', async () => {
    const { caseId } = await underRenewal();
    expect(office.changes()).toMatchObject([{ kind: 'extend', reason: 'renewalPending' }]);
    expect(office.changes()[0]).not.toHaveProperty('until');
    expect(await stepOn(plainDate('2027-06-01'), caseId)).toBeUndefined();
  });
});

describe('a renewal that is decided', () => {
  it('goes on under the number, and takes the place of the recognition before', async () => {
    const { caseId, renewal } = await underRenewal();
    await office.decide(renewal, {
      decidedAt: at('2027-04-10'),
      benefitFrom: plainDate('2027-04-11'),
      benefitUntil: plainDate('2032-04-10'),
    });
    await office.filing.fileEntitlement({ caseId: renewal, opening: 0, at: at('2027-04-10') });
    const [earlier, later] = [await office.caseOf(caseId), await office.caseOf(renewal)];
    expect(earlier).toMatchObject({ recognitionState: 'replaced', holdsPlace: false });
    expect(later).toMatchObject({ recognitionState: null, holdsPlace: true, filingNumber: earlier.filingNumber });
    expect(office.changes().at(-1)).toMatchObject({ kind: 'extend', from: '2027-04-11', until: '2032-04-10' });
    expect(await stepOn(plainDate('2027-04-12'), caseId)).toBeUndefined();
  });

  it.each([
    ['after the term: the benefit ends with the decision', '2027-04-10', '2027-04-10'],
    ['before the end of the term: the benefit ends with its term', '2027-02-01', lastDay],
  ])('as not recognised %s', async (_when, decidedOn, until) => {
    const { caseId, renewal } = await underRenewal();
    await office.decide(renewal, refused(at(decidedOn)));
    expect(await stepOn(plainDate('2027-04-11'), caseId)).toBe('release');
    await office.renewals.releaseBenefit(on(caseId, plainDate('2027-04-11')));
    expect(office.changes().at(-1)).toMatchObject({ kind: 'extend', until, reason: 'notRecognised' });
    expect(await stepOn(plainDate('2027-04-11'), caseId)).toBe('expire');
  });
});

describe('a renewal that comes to nothing', () => {
  it('gives the recognition back its last day, and is not opened again', async () => {
    const { caseId, renewal } = await underRenewal();
    const data = { status: 'ended', ending: 'withdrawn', endedAt: new Date(at('2027-01-05')), holdsPlace: false };
    await office.prisma.applicationCase.update({ where: { id: renewal }, data });
    expect(await stepOn(plainDate('2027-01-06'), caseId)).toBe('release');
    await office.renewals.releaseBenefit(on(caseId, plainDate('2027-01-06')));
    expect(office.changes().at(-1)).toMatchObject({ until: lastDay, reason: 'withdrawn' });
    expect(await stepOn(plainDate('2027-01-07'), caseId)).toBeUndefined();
    expect(await stepOn(plainDate('2027-03-03'), caseId)).toBe('expire');
  });
});

describe('an approval of a disease that replaces another', () => {
  it('ends what it replaces at the settlement service, once', async () => {
    const applied = (disease: string) => ({
      form: { diseases: [{ disease, institution: 'demo-first-peoples-hospital' }] },
    });
    const { caseId: earlier, personId } = await office.recognised(applied('chronicHepatitisB'));
    const { caseId: later } = await office.receivedCase(applied('liverCirrhosis'));
    await office.prisma.applicationCase.update({ where: { id: later }, data: { personId } });
    await office.decide(later, { decidedAt: at('2026-05-01'), benefitFrom: plainDate('2026-05-02') });
    await office.filing.fileEntitlement({ caseId: later, opening: 0, at: at('2026-05-01') });
    await office.filing.fileEntitlement({ caseId: later, opening: 0, at: at('2026-05-01') });
    const { filingNumber, ...replaced } = await office.caseOf(earlier);
    expect(replaced).toMatchObject({ recognitionState: 'replaced', holdsPlace: false });
    const key = `${earlier}:supersede:0:${later}`;
    expect(office.changes()).toEqual([{ key, kind: 'end', filingNumber, from: '2026-05-02', reason: 'superseded' }]);
    expect((await office.chainOf(earlier)).at(-1)).toMatchObject({ action: 'replaced', data: { by: later } });
  });
});
