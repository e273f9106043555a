/** 上门服务: for whom it is offered, when a decision waits for it, until when (PRACTICE #3, #18; V11). */
import { describe, expect, it } from 'vitest';
import { plainDate } from '../../../domain/plain-date.ts';
import { handbookNumber, handsOutHandbooks } from '../../../domain/handbook/handbook.ts';
import { benefitStart } from '../../../domain/deadlines/deadlines.ts';
import type { Answer } from '../../../domain/tasks/answers.ts';
import { needsExamination, visitDue, visitTrigger } from '../../../domain/visits/offer.ts';
import { checkVisitAnswer, isUnderWay, visitStates } from '../../../domain/visits/visit.ts';
import { asStated, withExamples } from '../packs.ts';

const rizhao = withExamples('rizhao-shandong-2020');
const county = withExamples('xx-county-2021');
const on = plainDate('2020-08-07');
const nobody = { kind: 'initial', disease: 'renalDialysis', limitedMobility: false } as const;
const listed = (category: string, until?: string) => ({
  categories: [{ category, from: plainDate('2020-01-01'), ...(until && { until: plainDate(until) }) }],
});
const none = { categories: [] };

describe('a visit is offered', () => {
  it.each([
    [
      'to whom the application says can hardly leave home',
      { ...nobody, limitedMobility: true },
      none,
      'limitedMobility',
    ],
    ['to whom a register lists as of limited mobility', nobody, listed('limitedMobility'), 'limitedMobility'],
    ['to psychiatric patients on a register', nobody, listed('psychiatricPatient'), 'psychiatricPatient'],
    [
      'to whoever applies for a disease that makes a psychiatric patient',
      { ...nobody, disease: 'psychosis' },
      none,
      'psychiatricPatient',
    ],
    ['to nobody else', nobody, listed('minimumLivingAllowance'), undefined],
    [
      'to nobody who only changes the institution',
      { ...nobody, kind: 'institutionChange', limitedMobility: true } as const,
      none,
      undefined,
    ],
    ['to nobody whose entry has ended', nobody, listed('limitedMobility', '2020-08-06'), undefined],
  ])('%s', (_who, applied, facts, trigger) => {
    expect(visitTrigger(rizhao, applied, facts, on)).toBe(trigger);
  });

  it('nowhere that the pack states no triggers', () => {
    expect(visitTrigger(county, { ...nobody, limitedMobility: true }, listed('limitedMobility'), on)).toBeUndefined();
  });
});

it('V11: approved on 7 August, the benefit runs from the 8th, visit or none', () => {
  const decidedAt = new Date('2020-08-07T02:00:00Z');
  expect(visitTrigger(rizhao, { ...nobody, limitedMobility: true }, none, on)).toBe('limitedMobility');
  expect(benefitStart(rizhao, decidedAt)).toBe('2020-08-08');
});

it.each([
  ['a paper that is to be read does not need the patient', [{ code: 'paperToRead', clause: 'c', params: {} }], false],
  ['what nothing shows does', [{ code: 'evidenceMissing', clause: 'c', params: {} }], true],
  ['nothing open does not', [], false],
])('%s', (_what, open, expected) => {
  expect(needsExamination(open)).toBe(expected);
});

it('is due at the end of the last day, the day of the offer not counted; a figure that nobody states is named', () => {
  const offeredAt = new Date('2020-08-07T15:59:00Z');
  expect(visitDue(rizhao, offeredAt)).toEqual(new Date('2020-08-17T16:00:00Z'));
  expect(() => visitDue(asStated('rizhao-shandong-2020'), offeredAt)).toThrow(/homeVisit\.deadlineDays/);
});

describe('an answer of the team', () => {
  const slot = { from: '2020-08-08T09:00:00+08:00', until: '2020-08-08T11:00:00+08:00' };
  const open = [{ code: 'evidenceMissing', clause: 'c', params: {} }];
  const papers = { findings: '…', signatureId: '00000000-0000-4000-8000-000000000001', photographIds: [] };

  it.each<[string, Answer]>([
    ['a slot', { outcome: 'planned', team: 't', slot }],
    [
      'another slot, said in another zone',
      { outcome: 'rescheduled', slot: { from: '2020-08-08T02:00:00Z', until: '2020-08-08T12:00:00+08:00' } },
    ],
    ['a report on what is open', { outcome: 'visited', answers: [{ point: 0, answer: 'satisfied' }], ...papers }],
    ['nobody at home', { outcome: 'notAtHome' }],
  ])('may be %s', (_what, answer) => {
    expect(() => checkVisitAnswer(answer, open)).not.toThrow();
  });

  it.each<[string, Answer]>([
    ['a slot of no length', { outcome: 'planned', team: 't', slot: { ...slot, until: slot.from } }],
    [
      'a slot that ends before it begins',
      { outcome: 'rescheduled', slot: { from: '2020-08-08T04:00:00Z', until: '2020-08-08T11:00:00+08:00' } },
    ],
    ['a report on what is not open', { outcome: 'visited', answers: [{ point: 1, answer: 'satisfied' }], ...papers }],
  ])('is not %s', (_what, answer) => {
    expect(() => checkVisitAnswer(answer, open)).toThrow(
      expect.objectContaining({ code: 'ANSWER_NOT_POSSIBLE', findings: [expect.anything()] }),
    );
  });
});

it('somebody is expected until a visit has ended', () => {
  expect(visitStates.filter(isUnderWay)).toEqual(['offered', 'planned', 'notAtHome']);
});

describe('门特手册', () => {
  it('is handed out where the pack says so, after the chain only', () => {
    expect(handsOutHandbooks(county, 'reviewChain')).toBe(true);
    expect(handsOutHandbooks(county, 'monthlyBatch')).toBe(false);
    expect(handsOutHandbooks(rizhao, 'immediate')).toBe(false);
  });

  it('bears region, year and serial', () => {
    expect(handbookNumber('xx-county', plainDate('2021-05-10'), 7)).toBe('XX-COUNTY-HB-2021-00000007');
  });
});
