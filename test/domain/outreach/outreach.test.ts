/** 主动办: whom outreach seeks (D3-C §二, D3-P §二(二)1; PRACTICE, Look-back), and what ends it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkPermittedContactAction,
  overtakenBy,
  permittedContactActions,
  type Since,
} from '../../../domain/outreach/contact.ts';
import { contactNotice } from '../../../domain/notices/contact-notice.ts';
import { whatWouldBeNeeded } from '../../../domain/outreach/needed.ts';
import {
  searchedFrom,
  soughtDiagnoses,
  treatedUnrecognised,
  type KnownOfPerson,
} from '../../../domain/outreach/treated.ts';
import { reason } from '../../../domain/eligibility/reason.ts';
import { addDays, addMonths, plainDate } from '../../../domain/plain-date.ts';
import { getDisease } from '../../../domain/policy/recognition.ts';
import { texts } from '../../../platform/texts.ts';
import { dischargeRecordOf, facts, pathologyOf } from '../eligibility/examples.ts';
import { disorderCase, givenContact, tumourCase, wordsOf } from '../notices/examples.ts';
import { asStated, withExamples } from '../packs.ts';

const rizhao = withExamples('rizhao-shandong-2020');
const today = plainDate('2026-11-22');
const poor = [{ category: 'immediateHelp', from: plainDate('2020-01-01') }];
const insurance = [{ type: 'resident' as const, region: 'rizhao', from: plainDate('2015-01-01') }];
const stay = (on: string, icd10 = 'C34.1') => dischargeRecordOf({ on: plainDate(on), icd10 });

/** Somebody poor and insured who was in hospital with a tumour last year, unless they differ. */
function person(differing: Partial<KnownOfPerson> = {}): KnownOfPerson {
  const { person: known } = facts;
  return {
    person: known,
    insurance,
    categories: poor,
    records: [stay('2025-06-01')],
    held: [],
    settled: [],
    ...differing,
  };
}

const soughtFor = (differing: Partial<KnownOfPerson> = {}, on = today) =>
  treatedUnrecognised(rizhao, person(differing), on).map(({ disease }) => disease.code);

describe('somebody poor who was treated and never recognised', () => {
  it('is sought out for the disease, by the latest record', () => {
    const records = [stay('2025-06-01'), stay('2025-09-01'), stay('2024-02-01')];
    const [found] = treatedUnrecognised(rizhao, person({ records }), today);
    expect([found?.disease.code, found?.record.on, found?.insuranceType]).toEqual([
      'malignantTumor',
      '2025-09-01',
      'resident',
    ]);
  });

  it('is sought out for each disease', () => {
    expect(soughtFor({ records: [stay('2025-06-01'), stay('2025-06-01', 'F20.0')] })).toEqual([
      'malignantTumor',
      'psychosis',
    ]);
  });

  it.each<[why: string, differing: Partial<KnownOfPerson>]>([
    ['is not poor', { categories: [{ category: 'limitedMobility', from: plainDate('2020-01-01') }] }],
    ['was poor until yesterday', { categories: [{ ...poor[0]!, until: addDays(today, -1) }] }],
    ['has died', { person: { known: true, diedOn: today } }],
    ['is insured elsewhere', { insurance: [{ ...insurance[0]!, region: 'xx-county' }] }],
    ['is not insured any more', { insurance: [{ ...insurance[0]!, until: addDays(today, -1) }] }],
    ['holds it already, or has applied', { held: ['malignantTumor'] }],
    ['was treated for nothing that is listed', { records: [stay('2025-06-01', 'J06.9')] }],
    ['has no diagnosis in the record', { records: [{ ...stay('2025-06-01'), icd10: undefined } as never] }],
    ['was examined, not treated', { records: [pathologyOf({ on: plainDate('2025-06-01'), icd10: 'C34.1' })] }],
    ['was refused after the treatment', { settled: [{ disease: 'malignantTumor', on: plainDate('2025-06-01') }] }],
  ])('is left alone who %s', (_why, differing) => {
    expect(soughtFor(differing)).toEqual([]);
  });

  it('is sought out again when treated after the matter was settled', () => {
    expect(soughtFor({ settled: [{ disease: 'malignantTumor', on: plainDate('2025-05-31') }] })).toEqual([
      'malignantTumor',
    ]);
  });
});

it('asks for the diagnoses that the admission criteria name', () => {
  expect(soughtDiagnoses(rizhao)).toEqual(expect.arrayContaining(['C00-C97', 'N18.5', 'F20']));
});

describe('the look-back', () => {
  it.each([
    ['2026-11-22', '2023-11-22'],
    ['2027-02-28', '2024-02-28'],
    ['2028-02-29', '2025-02-28'],
  ])('reaches from %s to %s, that day included', (on, first) => {
    const day = plainDate(on);
    expect(searchedFrom(rizhao, day)).toBe(first);
    expect(soughtFor({ records: [stay(first)] }, day)).toEqual(['malignantTumor']);
    expect(soughtFor({ records: [stay(addDays(plainDate(first), -1))] }, day)).toEqual([]);
  });

  it('is of those regions that state it and take applications', () => {
    expect(searchedFrom(withExamples('xx-county-2021'), today)).toBeUndefined();
    expect(searchedFrom(asStated('rizhao-shandong-2020'), today)).toBeUndefined();
  });

  it('whatever the day and the record: found by records from three years back until today, and by no other', () => {
    const days = fc.integer({ min: -1_500, max: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000 }), days, (ahead, offset) => {
        const day = addDays(today, ahead);
        const on = addDays(day, offset);
        const within = addMonths(day, -36) <= on && on <= day;
        expect(soughtFor({ records: [stay(on)] }, day).length > 0).toBe(within);
      }),
    );
  });
});

describe('what ends a contact', () => {
  const filed = (more: Partial<NonNullable<Since['case']>>): Since => ({
    died: false,
    case: { id: 'c', region: 'rizhao', recognised: false, isLater: true, ...more },
  });

  it.each<[what: string, since: Since, because: string | undefined]>([
    ['nothing', { died: false }, undefined],
    ['a death, whatever else', { ...filed({}), died: true }, 'died'],
    ['an application of their own', filed({}), 'applied'],
    ['an appeal against the refusal', filed({ isLater: false }), 'applied'],
    ['an application that was approved since', filed({ recognised: true }), 'applied'],
    ['a recognition that there was', filed({ recognised: true, isLater: false }), 'recognised'],
    ['a recognition elsewhere', filed({ recognised: true, region: 'xx-county' }), 'recognised'],
  ])('%s', (_what, since, because) => {
    expect(overtakenBy('rizhao', since)?.because).toBe(because);
  });

  it('leaves nobody anything to do; an application asks for consent', () => {
    const officer = { subject: 'o', roles: ['handlingOfficer'], regions: ['rizhao'] } as const;
    const target = { region: 'rizhao' };
    expect(permittedContactActions({ state: 'closed', consented: true }, officer, target)).toEqual([]);
    expect(permittedContactActions({ state: 'open', consented: false }, officer, target)).toEqual([
      'assignContact',
      'reportContact',
    ]);
    expect(() => checkPermittedContactAction('applyFromContact', { state: 'open', consented: false })).toThrow(
      expect.objectContaining({ code: 'AGENT_NOT_AUTHORISED' }),
    );
    expect(() => checkPermittedContactAction('reportContact', { state: 'closed', consented: false })).toThrow(
      expect.objectContaining({ code: 'STATE_CONFLICT' }),
    );
  });
});

describe('what a refusal would have needed', () => {
  const dialysis = getDisease(rizhao, 'renalDialysis');
  const clause = 'D3-P §三(三)';

  it('is the evidence of each criterion that it names', () => {
    const needed = whatWouldBeNeeded(dialysis, [
      reason('evidenceInsufficient', clause, { criterion: 'maintenanceDialysis' }),
    ]);
    const codes = needed.map(({ criterion, required, alternatives }) => [
      criterion,
      required.length,
      alternatives.map(({ code }) => code),
    ]);
    expect(codes).toEqual([['maintenanceDialysis', 0, ['haemodialysisRecord', 'peritonealDialysisRecord']]]);
  });

  it('is nothing of the kind where the reason is formal', () => {
    expect(whatWouldBeNeeded(dialysis, [reason('notInsured', clause, { insuranceType: 'resident' })])).toEqual([]);
  });
});

describe('word to whoever was given a contact', () => {
  it('says whom to find, where, by when and where to read on', () => {
    const { recipient, channels, required, fallback } = contactNotice(givenContact, rizhao, texts);
    expect([recipient, required, fallback]).toEqual([
      { role: 'agent', name: '示例丙', phone: '19900000003' },
      false,
      ['slip'],
    ]);
    expect(channels.sms?.text).toContain('请于2026年12月15日（含当日）前联系示例镇的示例甲');
    expect(channels.inApp.body.join()).toContain(givenContact.contactId);
    const soon = contactNotice(
      { ...givenContact, township: null, contactBy: null, helper: { name: '示例丙', language: 'en' } },
      rizhao,
      texts,
    );
    expect(soon.channels.sms).toBeUndefined();
    expect(soon.channels.inApp.body.join()).toContain('see 示例甲 of your area as soon as you can');
  });

  it.each([tumourCase, disorderCase])('never says for what: $disease', ({ disease }) => {
    const { zh, en } = getDisease(rizhao, disease).names;
    for (const language of ['zh-CN', 'en'] as const) {
      const words = wordsOf(
        contactNotice({ ...givenContact, disease, helper: { ...givenContact.helper, language } }, rizhao, texts),
      );
      for (const name of [zh, en, disease]) expect(words).not.toContain(name);
    }
  });
});
