import { describe, expect, test } from 'vitest';
import { acceptanceDue, appealBy, appealDue, attentionTimes, supplyDue } from '../../../domain/deadlines/deadlines.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import { confirmingInstitution, reviewingInstitution } from '../../../domain/eligibility/designation.ts';
import { dischargeRecordOf, none, policyWith, stated, unstated } from '../eligibility/examples.ts';
import { calendar } from '../packs.ts';

const region = policyWith();
const shanghai = (local: string) => new Date(`${local}:00+08:00`);

describe('acceptance 受理 (PRACTICE, Acceptance)', () => {
  test.each([
    ['five working days, the day of receipt not counted', '2026-11-16T09:00', '2026-11-24T00:00'],
    ['over National Day', '2026-09-29T09:00', '2026-10-13T00:00'],
    ['received at night, still the day before in UTC', '2026-11-17T00:30', '2026-11-25T00:00'],
  ])('%s', (_story, received, due) => {
    expect(acceptanceDue(region, calendar, shanghai(received))).toEqual(shanghai(due));
  });
});

describe('a supplement request 补正', () => {
  test('leaves the pack’s days, the day of the request not counted, and is reminded of', () => {
    expect(supplyDue(region, shanghai('2026-11-16T15:00'))).toEqual({
      supplyBy: shanghai('2026-12-02T00:00'),
      remindAt: shanghai('2026-11-29T00:00'),
    });
  });
});

describe('an appeal 异议复核', () => {
  const told = shanghai('2026-11-16T15:00');

  test('can be asked for within the pack’s days, the day of the notice not counted', () => {
    expect(appealBy(policyWith({ appealDays: stated(30) }), told)).toEqual(shanghai('2026-12-17T00:00'));
  });

  test('at any time where the pack has no limit', () => {
    expect(appealBy(policyWith({ appealDays: none }), told)).toBeNull();
  });

  test.each(['appealDays', 'appealWorkingDays'] as const)('not where nobody has stated %s', (figure) => {
    const { refusal } = policyWith({ appealDays: stated(30) });
    const policy = { ...region, refusal: { ...refusal, [figure]: { ...refusal[figure], value: null } } };
    expect(() => appealBy(policy, told)).toThrow(
      expect.objectContaining({
        code: 'PARAMETER_NOT_CONFIGURED',
        params: expect.objectContaining({ path: `refusal.${figure}` }),
      }),
    );
  });

  test('is answered within the pack’s working days', () => {
    expect(appealDue(region, calendar, told)).toEqual(shanghai('2026-12-01T00:00'));
  });
});

test('a task is warned of before its deadline, and the supervisors’ concern after it', () => {
  expect(attentionTimes(region, shanghai('2026-11-16T17:00'))).toEqual({
    warnAt: shanghai('2026-11-16T13:00'),
    escalateAt: shanghai('2026-11-17T17:00'),
  });
});

describe('where a case is reviewed (PRACTICE #9)', () => {
  const on = plainDate('2026-11-22');
  const reviewing = (code: string, diseases: 'all' | string[], until?: string) => ({
    code,
    names: { zh: code, en: code },
    class: unstated,
    terms: [{ role: 'reviewing' as const, diseases, from: '2026-01-01', ...(until ? { until } : {}) }],
  });
  const withRegister = (...institutions: ReturnType<typeof reviewing>[]) =>
    policyWith({ pack: { institutions: stated(institutions) } });
  const two = withRegister(reviewing('county', ['malignantTumor']), reviewing('city', ['malignantTumor']));
  const applied = (institution: string | null, disease = 'malignantTumor') => ({ institution, disease });

  test.each([
    ['where the patient chose, if it may', two, applied('city'), 'city'],
    ['else at the first of the register', two, applied('village'), 'county'],
    ['also when nothing was chosen', two, applied(null), 'county'],
    ['nowhere, when nobody may', two, applied('city', 'psychosis'), undefined],
    [
      'nowhere any more, once the term is over',
      withRegister(reviewing('city', 'all', '2026-11-21')),
      applied('city'),
      undefined,
    ],
    [
      'on the last day of the term still there',
      withRegister(reviewing('city', 'all', '2026-11-22')),
      applied('city'),
      'city',
    ],
  ])('%s', (_story, policy, application, expected) => {
    expect(reviewingInstitution(policy, application, on)).toBe(expected);
  });

  test.each([
    ['by a reviewing institution that holds some', ['city'], 'city'],
    ['by the first that does', ['village', 'city', 'county'], 'city'],
    ['by nobody who may only treat', ['village'], undefined],
    ['by nobody without records', [], undefined],
  ])('is confirmed from existing records (PRACTICE #15) %s', (_story, holders, expected) => {
    const records = holders.map((institution) => dischargeRecordOf({ institution }));
    expect(confirmingInstitution(two, applied('village'), { records }, on)).toBe(expected);
  });
});
