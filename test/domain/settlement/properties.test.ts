import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fen, sum, yuan, type Fen } from '../../../domain/money.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import { knownValue } from '../../../domain/policy/figure.ts';
import type { Figure, Policy } from '../../../domain/policy/schema.ts';
import { expenseKinds } from '../../../domain/policy/benefits-schema.ts';
import type { Claim, Line } from '../../../domain/settlement/claim.ts';
import { withContributions, withoutContributions, type Accumulators } from '../../../domain/settlement/ledger.ts';
import { settle, type Settlement } from '../../../domain/settlement/settle.ts';
import { claim, movedFrom, under, varied, wholeRegion } from './claims.ts';

const amount = (most: number) => fc.integer({ min: 0, max: most }).map((value) => value as Fen);
const figure = (most: number) => amount(most).map(yuan);
const ratio = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);

const figures = fc.record({
  'benefits.resident.deductible': figure(100_000),
  'benefits.ordinary.resident.deductibleByClass.class2': figure(50_000),
  'benefits.ordinary.resident.ratioByClass.class2': ratio,
  'benefits.ordinary.resident.perYear': figure(200_000),
  'benefits.inpatient.resident.deductibleByClass.class2': figure(150_000),
  'benefits.inpatient.resident.ratioByClass.class2': ratio,
  'benefits.byGroup.severePsychiatricSixOutpatient.deductible': figure(50_000),
  'benefits.byGroup.severePsychiatricSixOutpatient.monthlyCap': figure(500_000),
  'benefits.annualCap': figure(3_000_000),
  'benefits.criticalIllness.threshold': figure(300_000),
  'benefits.criticalIllness.ratio': ratio,
  'assistance.ratio': ratio,
  'assistance.cap': figure(500_000),
});

const policy: fc.Arbitrary<Policy> = fc
  .tuple(figures, fc.boolean())
  .map(([values, moved]) =>
    moved ? movedFrom(varied(wholeRegion, values), '2026-01-01') : varied(wholeRegion, values),
  );

const aLine: fc.Arbitrary<Line> = fc
  .record({ kind: fc.constantFrom(...expenseKinds), inScope: amount(2_000_000), beyond: amount(100_000) })
  .map(({ kind, inScope, beyond }) => ({
    kind,
    servedOn: plainDate('2026-03-02'),
    disease: kind === 'ordinary' ? undefined : 'severePsychiatricSix',
    inScope,
    total: (inScope + beyond) as Fen,
  }));

/** Whose, and what is claimed. */
interface Asked {
  readonly claim: Claim;
  readonly populations: readonly string[];
}

const aClaim: fc.Arbitrary<Asked> = fc
  .record({
    lines: fc.array(aLine, { minLength: 1, maxLength: 4 }),
    populations: fc.subarray(['lowIncomeFamily', 'newSevereMentalDisorder']),
    servedOn: fc.constantFrom('2026-03-02', '2026-03-28', '2026-04-01').map(plainDate),
  })
  .map(({ populations, ...facts }) => ({ claim: claim(facts), populations: [...populations, 'laiProjectGroup'] }));

const year = fc.tuple(policy, fc.array(aClaim, { maxLength: 3 }), aClaim).map(([rules, earlier, last]) => ({
  rules,
  last,
  before: earlier.reduce<Accumulators>(
    (used, one) => withContributions(used, settled(one, used, rules).contributions),
    {},
  ),
}));

function settled({ claim: one, populations }: Asked, before: Accumulators, rules: Policy): Settlement {
  return settle(one, before, under(rules, { populations }));
}

describe('whatever the figures, the claims before, and the claim', () => {
  test('layers and patient share add up to the claim, and each layer pays out of what the one before it left', () => {
    fc.assert(
      fc.property(year, ({ rules, before, last }) => {
        const { layers, paid, patientShare, total, inScope } = settled(last, before, rules);
        expect(paid + patientShare).toBe(total);
        expect(patientShare).toBeGreaterThanOrEqual(total - inScope);
        let left: number = inScope;
        for (const layer of layers) {
          expect(layer.eligible).toBeLessThanOrEqual(left);
          expect(layer.paid + layer.left).toBe(layer.eligible);
          for (const share of layer.shares) expect(share.paid).toBeGreaterThanOrEqual(0);
          left = layer.left;
        }
      }),
    );
  });

  test('more expense never pays less in total', () => {
    fc.assert(
      fc.property(year, fc.nat(), amount(300_000), ({ rules, before, last }, which, more) => {
        const place = which % last.claim.lines.length;
        const lines = last.claim.lines.map((line, index) =>
          index === place
            ? { ...line, inScope: (line.inScope + more) as Fen, total: (line.total + more) as Fen }
            : line,
        );
        expect(settled({ ...last, claim: { ...last.claim, lines } }, before, rules).paid).toBeGreaterThanOrEqual(
          settled(last, before, rules).paid,
        );
      }),
      { numRuns: 300 },
    );
  });

  test('a lower deductible never hurts the patient', () => {
    const deductibles = [
      'benefits.ordinary.resident.deductibleByClass.class2',
      'benefits.inpatient.resident.deductibleByClass.class2',
      'benefits.byGroup.severePsychiatricSixOutpatient.deductible',
      'benefits.criticalIllness.threshold',
    ];
    fc.assert(
      fc.property(year, fc.constantFrom(...deductibles), ({ rules, before, last }, path) => {
        const lower = varied(rules, { [path]: '0.00' });
        expect(settled(last, before, lower).patientShare).toBeLessThanOrEqual(
          settled(last, before, rules).patientShare,
        );
      }),
      { numRuns: 300 },
    );
  });

  test('how a cost is divided into lines, and how they stand, decides no 分', () => {
    const divided = (line: Line, at: number): Line[] => {
      const first = { total: Math.floor((line.total * at) / 100), inScope: Math.floor((line.inScope * at) / 100) };
      const rest = { total: line.total - first.total, inScope: line.inScope - first.inScope };
      return [first, rest].map(({ total, inScope }) => ({ ...line, total: total as Fen, inScope: inScope as Fen }));
    };
    const cuts = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(year, cuts, fc.nat(), ({ rules, before, last }, parts, turn) => {
        const lines = last.claim.lines.flatMap((line, index) => divided(line, parts[index]!));
        const turned = [...lines.slice(turn % lines.length), ...lines.slice(0, turn % lines.length)].toReversed();
        const outcome = ({ layers, paid, patientShare, contributions, dependsOn }: Settlement) => ({
          layers: layers.map(({ layer, eligible, deductible, paid: by, left, shares }) => ({
            ...{ layer, eligible, deductible, by, left },
            shares: shares.map(({ lines: _positions, ...share }) => share),
          })),
          ...{ paid, patientShare, contributions, dependsOn },
        });
        const whole = outcome(settled(last, before, rules));
        expect(outcome(settled({ ...last, claim: { ...last.claim, lines: turned } }, before, rules))).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  test('taking a claim back restores every accumulator', () => {
    fc.assert(
      fc.property(year, ({ rules, before, last }) => {
        const { contributions } = settled(last, before, rules);
        expect(withoutContributions(withContributions(before, contributions), contributions)).toEqual(before);
      }),
    );
  });

  test('over a year no limit is exceeded and no deductible borne twice', () => {
    fc.assert(
      fc.property(policy, fc.array(aClaim, { minLength: 2, maxLength: 6 }), (rules, claims) => {
        let used: Accumulators = {};
        const layers = claims.flatMap((one) => {
          const settlement = settled(one, used, rules);
          used = withContributions(used, settlement.contributions);
          return settlement.layers;
        });
        const shares = layers.flatMap((layer) => layer.shares);
        const paid = (name: string) => sum(layers.filter(({ layer }) => layer === name).map((layer) => layer.paid));
        const borne = (standard: string) =>
          sum(shares.filter((share) => share.standard === standard).map((share) => share.deductible!.borne));
        const { benefits, assistance } = rules;
        expect(paid('basicInsurance')).toBeLessThanOrEqual(most(benefits.annualCap));
        expect(paid('medicalAssistance')).toBeLessThanOrEqual(most(knownValue(assistance).cap));
        expect(borne('criticalIllnessInsurance')).toBeLessThanOrEqual(
          most(knownValue(benefits.criticalIllness).threshold),
        );
        const { class2 } = knownValue(benefits.ordinary!.resident).deductibleByClass;
        expect(borne('ordinary')).toBeLessThanOrEqual(most(class2));
      }),
    );
  });

  test('claims that share no accumulator commute', () => {
    fc.assert(
      fc.property(figures, aClaim, aClaim, (values, one, other) => {
        const basicOnly = (each: Asked) => ({ ...each, claim: { ...each.claim, layers: ['basicInsurance'] as const } });
        const endless = varied(wholeRegion, { ...values, 'benefits.annualCap': 'none' });
        const [first, second] = [basicOnly(one), basicOnly(other)];
        const alone = [first, second].map((each) => settled(each, {}, endless));
        const keys = alone.map(({ contributions }) => Object.keys(contributions).filter((key) => key !== 'annual'));
        fc.pre(!keys[0]!.some((key) => keys[1]!.includes(key)));
        const after = withContributions({}, alone[0]!.contributions);
        expect(settled(second, after, endless).layers).toEqual(
          alone[1]!.layers.map((layer) => ({ ...layer, shares: expect.anything() })),
        );
        expect(settled(second, after, endless).contributions).toEqual(alone[1]!.contributions);
      }),
      { numRuns: 60 },
    );
  });
});

function most(figure: Figure<string>): Fen {
  return fen(knownValue(figure));
}
