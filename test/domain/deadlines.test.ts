import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  benefitEnd,
  benefitStart,
  monthlyBatchDue,
  officerDue,
  reviewChainDue,
} from '../../domain/policy/deadlines.ts';
import { loadPolicy } from '../../domain/policy/load.ts';
import { getDisease } from '../../domain/policy/recognition.ts';
import { plainDate } from '../../domain/plain-date.ts';
import { dayIn } from '../../domain/time-zone.ts';
import { asStated, calendar, exampleOverlay, packText, withExamples } from './packs.ts';

const rizhao = withExamples('rizhao-shandong-2020');
const county = asStated('xx-county-2021');
const shanghai = (local: string) => new Date(`${local}:00+08:00`);

function rizhaoWithRoundDay(day: string) {
  const overlay = exampleOverlay('rizhao-shandong-2020').replace(/^ {2}procedures\.monthlyBatch\.roundDay.*\n/m, day);
  return loadPolicy(packText('rizhao-shandong-2020'), overlay);
}

describe('an immediate case with an officer (decisions: Immediate, not automatic)', () => {
  test.each([
    ['a working morning', '2021-05-10T09:30', '2021-05-10T17:00'],
    ['before office hours', '2021-05-10T06:00', '2021-05-10T17:00'],
    ['a minute before closing', '2021-05-10T16:59', '2021-05-10T17:00'],
    ['at closing', '2021-05-10T17:00', '2021-05-11T17:00'],
    ['Friday evening', '2021-05-14T20:00', '2021-05-17T17:00'],
    ['a weekend day that is worked', '2021-10-09T10:00', '2021-10-09T17:00'],
    ['the eve of National Day, after hours', '2021-09-30T18:00', '2021-10-08T17:00'],
    ['a holiday', '2021-10-05T10:00', '2021-10-08T17:00'],
  ])('%s: from %s due %s', (_when, now, due) => {
    expect(officerDue(rizhao, calendar, shanghai(now))).toEqual(shanghai(due));
  });

  test('cannot be dated without office hours', () => {
    expect(() => officerDue(asStated('rizhao-shandong-2020'), calendar, shanghai('2021-05-10T09:30'))).toThrow(
      expect.objectContaining({
        code: 'PARAMETER_NOT_CONFIGURED',
        params: expect.objectContaining({ path: 'procedures.immediate.officeHours' }),
      }),
    );
  });

  test('is due later than now, on a working day', () => {
    const instant = fc.date({ min: new Date('2020-01-01'), max: new Date('2026-11-30'), noInvalidDate: true });
    fc.assert(
      fc.property(instant, (now) => {
        const due = officerDue(rizhao, calendar, now);
        expect(due.getTime()).toBeGreaterThan(now.getTime());
        expect(officerDue(rizhao, calendar, due) > due).toBe(true);
      }),
    );
  });
});

describe('the review chain of the county (D2 §一(七), PRACTICE #7)', () => {
  test.each([
    ['V05', '2021-05-10T15:00', '2021-05-13'],
    ['V06', '2021-09-29T15:00', '2021-10-09'],
  ])('%s: accepted %s, due by the end of %s', (_case, accepted, day) => {
    const due = reviewChainDue(county, calendar, shanghai(accepted));
    expect(due.getTime()).toBe(shanghai(`${day}T00:00`).getTime() + 86_400_000);
  });

  test('counts days of the region, not of UTC', () => {
    const night = new Date('2021-05-10T16:30:00Z'); // 00:30 on the 11th in Shanghai
    expect(dayIn('Asia/Shanghai', new Date(reviewChainDue(county, calendar, night).getTime() - 1))).toBe('2021-05-14');
  });
});

describe('the monthly round of Rizhao (D3-P §二(二)1)', () => {
  const lastMoment = (due: Date) => dayIn('Asia/Shanghai', new Date(due.getTime() - 1));

  test.each([
    ['on the 20th', '', '2021-05-10T10:00', '2021-06-30'],
    [
      'V09: complete after the June round',
      '  procedures.monthlyBatch.roundDay: 22\n',
      '2020-06-25T10:00',
      '2020-07-22',
    ],
    ['on the round day itself', '  procedures.monthlyBatch.roundDay: 20\n', '2021-05-20T10:00', '2021-05-20'],
    ['a day that February lacks', '  procedures.monthlyBatch.roundDay: 31\n', '2021-02-03T10:00', '2021-02-28'],
    [
      'the last working day of January',
      '  procedures.monthlyBatch.roundDay: lastWorkingDay\n',
      '2022-01-05T10:00',
      '2022-01-30',
    ],
    [
      'past the last working day',
      '  procedures.monthlyBatch.roundDay: lastWorkingDay\n',
      '2022-01-31T10:00',
      '2022-02-28',
    ],
    ['over the turn of the year', '  procedures.monthlyBatch.roundDay: 20\n', '2021-12-21T10:00', '2022-01-20'],
  ])('%s', (_when, roundDay, accepted, day) => {
    expect(lastMoment(monthlyBatchDue(rizhaoWithRoundDay(roundDay), calendar, shanghai(accepted)))).toBe(day);
  });

  test('without the procedure there is no due date', () => {
    expect(() => monthlyBatchDue(county, calendar, shanghai('2021-05-10T10:00'))).toThrow(
      expect.objectContaining({ code: 'NO_PROCEDURE' }),
    );
  });
});

describe('the benefit', () => {
  test.each([
    ['V07', '2020-07-10T10:00', '2020-07-11'],
    ['V08', '2021-08-31T10:00', '2021-09-01'],
    ['V09', '2020-07-20T10:00', '2020-07-21'],
    ['V11', '2020-08-07T10:00', '2020-08-08'],
    ['decided just before midnight', '2020-07-10T23:59', '2020-07-11'],
    ['decided just after midnight, still yesterday in UTC', '2020-07-11T00:01', '2020-07-12'],
  ])('%s: decided %s, from %s', (_case, decided, from) => {
    expect(benefitStart(rizhao, shanghai(decided))).toBe(from);
  });

  test('has no start where the document states none (PRACTICE #6)', () => {
    expect(() => benefitStart(county, shanghai('2021-05-10T10:00'))).toThrow(
      expect.objectContaining({
        code: 'PARAMETER_NOT_CONFIGURED',
        params: { pack: 'xx-county-2021', path: 'benefitStart', clause: expect.any(String) },
      }),
    );
  });

  test('ends after its months, the last day included, or is long-term', () => {
    expect(benefitEnd(getDisease(rizhao, 'malignantTumor'), plainDate('2020-07-11'))).toBe('2025-07-10');
    expect(benefitEnd(getDisease(rizhao, 'renalDialysis'), plainDate('2020-07-11'))).toBeNull();
  });

  test('has no end to compute where validity is not stated', () => {
    const disease = getDisease(asStated('rizhao-shandong-2020'), 'malignantTumor');
    expect(() => benefitEnd(disease, plainDate('2020-07-11'))).toThrow(
      expect.objectContaining({ code: 'PARAMETER_NOT_CONFIGURED' }),
    );
  });
});
