import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../domain/case/decision.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import {
  callsFor,
  checkPermittedSampledAction,
  conclusion,
  consequenceOf,
  sampledStates,
  type OpinionState,
} from '../../../domain/sampling/check.ts';
import {
  drawJudges,
  monthDrawn,
  monthsDue,
  sampleSize,
  spanOf,
  type Candidate,
} from '../../../domain/sampling/draw.ts';

describe('the draw', () => {
  test.each([
    [0, 5, 0],
    [1, 5, 1],
    [41, 5, 3],
    [100, 5, 5],
    [1000, 1.1, 11],
    [300_000, 0.1, 300],
    [7, 100, 7],
  ])('of %i decisions %d percent are %i', (population, percent, size) => {
    expect(sampleSize(population, percent)).toBe(size);
  });

  test.each([
    ['2026-12-01', '2026-10'],
    ['2026-12-02', '2026-11'],
    ['2026-12-31', '2026-11'],
    ['2027-01-02', '2026-12'],
    ['2027-03-01', '2027-01'],
  ])('on %s is of %s: its last day must be in the record', (today, month) => {
    expect(monthDrawn(plainDate(today))).toBe(month);
  });

  test.each([
    ['the last month where there was none before', undefined, '2026-11', ['2026-11']],
    ['the last month, again', '2026-11', '2026-11', ['2026-11']],
    ['the next', '2026-10', '2026-11', ['2026-11']],
    ['those that were missed', '2026-08', '2026-11', ['2026-09', '2026-10', '2026-11']],
    ['across the year', '2025-11', '2026-01', ['2025-12', '2026-01']],
  ])('is of %s', (_which, latest, last, due) => {
    expect(monthsDue(latest, last)).toEqual(due);
  });

  test('makes up for a year at most', () => {
    expect(monthsDue('2020-01', '2026-11')).toEqual(
      expect.objectContaining({ length: 12, 0: '2025-12', 11: '2026-11' }),
    );
  });

  test('a month begins and ends where its region is', () => {
    expect(spanOf('2026-12')).toEqual({
      from: new Date('2026-11-30T16:00:00Z'),
      until: new Date('2026-12-31T16:00:00Z'),
    });
  });
});

const expert = (subject: string, differing: Partial<Candidate> = {}): Candidate => ({
  subject,
  roles: ['expert'],
  specialties: ['cardiology'],
  institution: null,
  load: 0,
  ...differing,
});
const decided = { caseId: 'case-1', specialty: 'cardiology', institution: 'hospital-1', involved: ['involved'] };
const register = [
  expert('a'),
  expert('b', { roles: ['confirmingOfficer'], institution: 'hospital-2' }),
  expert('busy', { load: 3 }),
  expert('involved'),
  expert('same-house', { institution: 'hospital-1' }),
  expert('other-field', { specialties: ['neurology'] }),
  expert('officer', { roles: ['expert', 'handlingOfficer'] }),
  expert('chair', { roles: ['expert', 'supervisor'] }),
  expert('visitor', { roles: ['visitTeam'] }),
];

describe('judges', () => {
  test('are of the field, of another house, not involved, and read no case but their own; who has most to do comes last', () => {
    const judges = drawJudges('seed', decided, register, 2);
    expect(judges.toSorted()).toEqual(['a', 'b', 'busy']);
    expect(judges.at(-1)).toBe('busy');
    expect(drawJudges('seed', { ...decided, specialty: null }, register, 2)).toContain('other-field');
  });

  test('one seed gives one order, however the register is read', () => {
    const shuffled = fc.shuffledSubarray(register, { minLength: register.length });
    fc.assert(
      fc.property(fc.string(), shuffled, (seed, other) => {
        expect(drawJudges(seed, decided, other, 2)).toEqual(drawJudges(seed, decided, register, 2));
      }),
    );
  });
});

const asked = (subject: string, state: OpinionState, overdue = false) => ({ subject, state, overdue });

describe('calls', () => {
  test.each([
    ['at first as many as are wanted', { called: 0, asked: [] }, { replaced: [], called: ['a', 'b'], wanted: 2 }],
    [
      'nobody while all are at it',
      { called: 2, asked: [asked('a', 'waiting'), asked('b', 'given')] },
      { replaced: [], called: [], wanted: 2 },
    ],
    [
      'the next for who stood aside',
      { called: 2, asked: [asked('a', 'recused'), asked('b', 'waiting')] },
      { replaced: [], called: ['c'], wanted: 2 },
    ],
    [
      'the next for who is silent',
      { called: 2, asked: [asked('a', 'waiting', true), asked('b', 'given')] },
      { replaced: ['a'], called: ['c'], wanted: 2 },
    ],
    [
      'but waits for who is silent where nobody is left',
      { called: 3, asked: [asked('a', 'waiting', true), asked('c', 'given')] },
      { replaced: [], called: [], wanted: 2 },
    ],
    [
      'nobody who is barred since, and in their stead',
      { called: 2, asked: [asked('a', 'waiting'), asked('b', 'given')], barred: ['a', 'c'] },
      { replaced: ['a'], called: [], wanted: 1 },
    ],
  ])('%s', (_story, differing, calls) => {
    expect(callsFor({ judges: ['a', 'b', 'c'], wanted: 2, barred: [], ...differing })).toEqual(calls);
  });

  test('never call anybody twice or who is barred, and want no more than there is', () => {
    const names = ['a', 'b', 'c', 'd'];
    const judging = fc.record({
      called: fc.nat(4),
      states: fc.array(fc.constantFrom<OpinionState>('waiting', 'given', 'replaced', 'recused'), {
        minLength: 4,
        maxLength: 4,
      }),
      overdue: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      barred: fc.subarray(names),
      spare: fc.nat(3),
    });
    fc.assert(
      fc.property(judging, ({ called, states, overdue, barred, spare }) => {
        const before = names.slice(0, called).map((subject, index) => asked(subject, states[index]!, overdue[index]));
        const present = before.filter(({ state }) => state === 'waiting' || state === 'given').length;
        const calls = callsFor({ judges: names, called, wanted: present + spare, asked: before, barred });
        const left = present - calls.replaced.length + calls.called.length;
        expect(
          calls.called.filter((subject) => barred.includes(subject) || before.some((one) => one.subject === subject)),
        ).toEqual([]);
        expect(calls.wanted).toBe(left);
        expect(calls.wanted).toBeLessThanOrEqual(present + spare);
      }),
    );
  });
});

describe('a check', () => {
  test.each<[original: Outcome, wanted: number, opinions: Outcome[], concluded: string | undefined]>([
    ['approved', 2, ['approved'], undefined],
    ['approved', 2, ['approved', 'approved'], 'agreed'],
    ['notRecognised', 2, ['notRecognised', 'approved'], 'disagreed'],
    ['approved', 1, ['notRecognised'], 'disagreed'],
    ['approved', 0, [], 'noJudge'],
  ])('of %s that takes %i and has %j is %s', (original, wanted, opinions, concluded) => {
    expect(conclusion(original, wanted, opinions)).toBe(concluded);
  });

  test.each<[original: Outcome, stands: boolean, inTime: boolean, follows: string | null]>([
    ['approved', true, false, 'recognitionBeforeOffice'],
    ['notRecognised', true, true, 'appealInvited'],
    ['notRecognised', true, false, 'reapplicationInvited'],
    ['approved', false, false, null],
    ['notRecognised', false, true, null],
  ])('%s, which stands: %s, appeal in time: %s, is put right by %s', (original, stands, inTime, follows) => {
    expect(consequenceOf(original, { stands, inTime })).toBe(follows);
  });

  test('is judged while it is judged, handled once it is a disagreement, and corrected until that is done', () => {
    const allows = (action: Parameters<typeof checkPermittedSampledAction>[0], differing = {}) =>
      sampledStates.filter((state) => {
        try {
          checkPermittedSampledAction(action, { state, follows: null, followed: false, ...differing });
          return true;
        } catch (error) {
          expect(error).toMatchObject({ code: 'STATE_CONFLICT' });
          return false;
        }
      });
    expect(allows('judgeSampled')).toEqual(['judging']);
    expect(allows('recuseFromSampled')).toEqual(['judging']);
    expect(allows('handleDisagreement')).toEqual(['disagreed']);
    expect(allows('concludeCorrection')).toEqual([]);
    expect(allows('concludeCorrection', { follows: 'recognitionBeforeOffice' })).toContain('handled');
    expect(allows('concludeCorrection', { follows: 'recognitionBeforeOffice', followed: true })).toEqual([]);
  });
});
