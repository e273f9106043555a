import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawPanel, type Candidate, type ToJudge } from '../../../domain/rounds/draw.ts';

const expert = (subject: string, facts: Partial<Candidate> = {}): Candidate => ({
  subject,
  specialties: ['cardiology'],
  institution: 'demo-first-peoples-hospital',
  department: 'cardiology',
  fallback: false,
  absent: false,
  load: 0,
  ...facts,
});
const member = (caseId: string, facts: Partial<ToJudge> = {}): ToJudge => ({
  caseId,
  specialty: 'cardiology',
  institution: 'demo-county-hospital',
  department: 'internalMedicine',
  barred: [],
  ...facts,
});
const judgesOf = (toJudge: ToJudge, ...candidates: Candidate[]) =>
  drawPanel('seed', [toJudge], candidates, 2)[0]!.judges;

describe('nobody judges', () => {
  test.each<[who: string, toJudge: ToJudge, barred: Candidate]>([
    ['without the specialty', member('case'), expert('other', { specialties: ['neurology'] })],
    ['while they are away', member('case'), expert('other', { absent: true })],
    ['whom they treat, entered or are related to', member('case', { barred: ['other'] }), expert('other')],
    [
      'a patient of their own department',
      member('case'),
      expert('other', { institution: 'demo-county-hospital', department: 'internalMedicine' }),
    ],
  ])('%s', (_who, toJudge, barred) => {
    expect(judgesOf(toJudge, barred, expert('one'))).toEqual(['one']);
  });

  test.each<[who: string, toJudge: ToJudge, candidate: Candidate]>([
    ['of a like department elsewhere', member('case', { department: 'cardiology' }), expert('one')],
    ['of another department there', member('case'), expert('one', { institution: 'demo-county-hospital' })],
    [
      'where no department is known',
      member('case', { department: null }),
      expert('one', { institution: 'demo-county-hospital', department: null }),
    ],
    [
      'of any specialty where the disease has none',
      member('case', { specialty: null }),
      expert('one', { specialties: [] }),
    ],
  ])('but somebody %s does', (_who, toJudge, candidate) => {
    expect(judgesOf(toJudge, candidate)).toEqual(['one']);
  });
});

describe('the order of judges', () => {
  test('is that of the load so far, city experts after all others', () => {
    const drawn = judgesOf(
      member('case'),
      expert('city', { fallback: true }),
      expert('busy', { load: 40 }),
      expert('idle', { load: 3 }),
    );
    expect(drawn).toEqual(['idle', 'busy', 'city']);
  });

  test('the loads that were unequal become equal, as far as the members reach', () => {
    const members = Array.from({ length: 30 }, (_each, index) => member(`case-${index}`));
    const drawn = drawPanel('seed', members, [expert('one', { load: 20 }), expert('other'), expert('third')], 1);
    const given = (subject: string) => drawn.filter(({ judges }) => judges[0] === subject).length;
    expect([given('one'), given('other') + given('third')]).toEqual([0, 30]);
    expect(Math.abs(given('other') - given('third'))).toBeLessThanOrEqual(1);
  });

  test('differs from seed to seed', () => {
    const candidates = Array.from({ length: 8 }, (_each, index) => expert(`expert-${index}`));
    const first = (seed: string) => drawPanel(seed, [member('case')], candidates, 2)[0]!.judges[0];
    const drawn = new Set(Array.from({ length: 100 }, (_each, index) => first(`seed-${index}`)));
    expect(drawn.size).toBe(8);
  });

  test('is the SHA-256 of seed, case and subject among equals, so that other tools find the same', () => {
    expect(judgesOf(member('case'), expert('one'), expert('other'), expert('third'))).toEqual([
      'one',
      'third',
      'other',
    ]);
  });
});

describe('whatever the members and the register', () => {
  const codes = (...values: string[]) => fc.constantFrom(...values);
  const institutions = fc.option(codes('hospital-a', 'hospital-b'));
  const departments = fc.option(codes('cardiology', 'neurology'));
  const subjects = Array.from({ length: 9 }, (_each, index) => `expert-${index}`);
  const candidates = fc.uniqueArray(
    fc.record({
      subject: codes(...subjects),
      specialties: fc.subarray(['cardiology', 'neurology']),
      institution: institutions,
      department: departments,
      fallback: fc.boolean(),
      absent: fc.boolean(),
      load: fc.nat(50),
    }),
    { selector: ({ subject }) => subject },
  );
  const members = fc.uniqueArray(
    fc.record({
      caseId: fc.uuid(),
      specialty: fc.option(codes('cardiology', 'neurology')),
      institution: institutions,
      department: departments,
      barred: fc.subarray(subjects),
    }),
    { selector: ({ caseId }) => caseId, maxLength: 25 },
  );
  const experts = fc.integer({ min: 1, max: 3 });

  test('drawing twice gives one panel, however the rows are read', () => {
    fc.assert(
      fc.property(fc.string(), members, candidates, experts, (seed, given, register, count) => {
        const drawn = drawPanel(seed, given, register, count);
        expect(drawPanel(seed, given.toReversed(), register.toReversed(), count)).toEqual(drawn);
        expect(drawn.map(({ caseId }) => caseId).toSorted()).toEqual(given.map(({ caseId }) => caseId).toSorted());
      }),
    );
  });

  test('all who may judge are drawn, each once, and nobody else', () => {
    fc.assert(
      fc.property(fc.string(), members, candidates, experts, (seed, given, register, count) => {
        for (const { caseId, judges } of drawPanel(seed, given, register, count)) {
          const { specialty, institution, department, barred } = given.find((one) => one.caseId === caseId)!;
          const eligible = register.filter((candidate) => {
            const own =
              institution === candidate.institution && department === candidate.department && institution && department;
            const able = specialty === null || candidate.specialties.includes(specialty);
            return !candidate.absent && !barred.includes(candidate.subject) && !own && able;
          });
          expect(judges.toSorted()).toEqual(eligible.map(({ subject }) => subject).toSorted());
          const fallbacks = judges.map((subject) => Number(register.find((one) => one.subject === subject)!.fallback));
          expect(fallbacks).toEqual(fallbacks.toSorted());
        }
      }),
    );
  });

  test('where all may judge all, nobody is called for two members more than another', () => {
    const size = fc.integer({ min: 3, max: 12 });
    fc.assert(
      fc.property(fc.string(), fc.nat(60), size, experts, (seed, cases, panel, count) => {
        const given = Array.from({ length: cases }, (_each, index) => member(`case-${index}`));
        const register = Array.from({ length: panel }, (_each, index) => expert(`expert-${index}`));
        const called = drawPanel(seed, given, register, count).flatMap(({ judges }) => judges.slice(0, count));
        const loads = register.map(({ subject }) => called.filter((each) => each === subject).length);
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
