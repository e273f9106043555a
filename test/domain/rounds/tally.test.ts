import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reason } from '../../../domain/eligibility/reason.ts';
import { panelOf, specialtyOf, type Panel } from '../../../domain/rounds/panel.ts';
import { nextCall, tally, type BallotView } from '../../../domain/rounds/tally.ts';
import { asStated, withExamples } from '../packs.ts';

const notMet = (criterion: string) => reason('criterionNotMet', 'D3-P §二(二)1', { criterion });
/** `+` approves, `-` refuses. */
const ballots = (signs: string): BallotView[] =>
  [...signs].map((sign, index) =>
    sign === '+'
      ? { subject: `expert-${index}`, opinion: 'approved', reasons: [] }
      : { subject: `expert-${index}`, opinion: 'notRecognised', reasons: [notMet(`criterion${index % 2}`)] },
  );
const outcomeOf = (panel: Panel, signs: string) => {
  const ruled = tally(panel, ballots(signs));
  return ruled === 'noQuorum' ? ruled : ruled.outcome;
};
const twoAndOne: Panel = { experts: 2, further: 1 };

test('the example: two specialists independently, a third when they differ (PRACTICE, Panels)', () => {
  const policy = withExamples('rizhao-shandong-2020');
  expect(panelOf(policy)).toEqual(twoAndOne);
  expect(specialtyOf(policy, 'coronaryHeartDisease')).toBe('cardiology');
  expect(specialtyOf(policy, 'epilepsy')).toBeNull();
  expect(() => panelOf(asStated('rizhao-shandong-2020'))).toThrow(
    expect.objectContaining({ code: 'PARAMETER_NOT_CONFIGURED' }),
  );
});

describe('the ballots of a member', () => {
  test.each<[panel: Panel, signs: string, outcome: string]>([
    [twoAndOne, '', 'noQuorum'],
    [twoAndOne, '+', 'noQuorum'],
    [twoAndOne, '++', 'approved'],
    [twoAndOne, '--', 'notRecognised'],
    [twoAndOne, '+-', 'noQuorum'],
    [twoAndOne, '+-+', 'approved'],
    [twoAndOne, '+--', 'notRecognised'],
    [{ experts: 1, further: 0 }, '-', 'notRecognised'],
    [{ experts: 2, further: 0 }, '+-', 'noQuorum'],
    [{ experts: 2, further: 2 }, '+-+-', 'noQuorum'],
    [{ experts: 3, further: 0 }, '++-', 'approved'],
    [{ experts: 3, further: 2 }, '++-', 'noQuorum'],
    [{ experts: 3, further: 2 }, '++-+', 'approved'],
    [{ experts: 3, further: 2 }, '++--', 'noQuorum'],
  ])('%o: %s is %s', (panel, signs, outcome) => {
    expect(outcomeOf(panel, signs)).toBe(outcome);
  });

  test('a refusal names each reason once, in an order that betrays nobody', () => {
    const [one, other, third] = ballots('---');
    const ruled = tally({ experts: 3, further: 0 }, [one!, other!, third!]);
    expect(ruled).toEqual({ outcome: 'notRecognised', reasons: [notMet('criterion0'), notMet('criterion1')] });
    expect(tally({ experts: 3, further: 0 }, [other!, third!, one!])).toEqual(ruled);
  });

  test('reasons of the outvoted are no reasons', () => {
    expect(tally(twoAndOne, ballots('+-+'))).toEqual({ outcome: 'approved', reasons: [] });
  });
});

describe('further experts', () => {
  test.each<[story: string, panel: Panel, signs: string, waiting: number, count: number]>([
    ['are asked when the first differ', twoAndOne, '+-', 0, 1],
    ['not before they have all answered', twoAndOne, '+', 1, 0],
    ['not when they agree', twoAndOne, '++', 0, 0],
    ['once', twoAndOne, '+-', 1, 0],
    ['and never more than the pack names', { experts: 2, further: 2 }, '+-+-', 0, 0],
    ['all of them', { experts: 2, further: 3 }, '+-', 0, 3],
    ['not instead of one for whom there was no substitute', twoAndOne, '+', 0, 0],
  ])('%s', (_story, panel, signs, waiting, count) => {
    expect(nextCall(panel, { waiting, ballots: ballots(signs) })).toBe(count);
  });
});

describe('whatever the panel', () => {
  const panels = fc.record({ experts: fc.integer({ min: 1, max: 5 }), further: fc.integer({ min: 0, max: 4 }) });
  const votes = fc.string({ unit: fc.constantFrom('+', '-'), maxLength: 10 });
  const opposite = (signs: string) => [...signs].map((sign) => (sign === '+' ? '-' : '+')).join('');

  test('nobody is ruled on without a quorum, nor against the majority of who voted', () => {
    fc.assert(
      fc.property(panels, votes, (panel, signs) => {
        const outcome = outcomeOf(panel, signs);
        if (outcome === 'noQuorum') return;
        const agreeing = [...signs].filter((sign) => sign === (outcome === 'approved' ? '+' : '-')).length;
        expect(signs.length).toBeGreaterThanOrEqual(panel.experts);
        expect(agreeing).toBeGreaterThan(signs.length / 2);
      }),
    );
  });

  test('the order of ballots does not matter, and both opinions weigh the same', () => {
    fc.assert(
      fc.property(panels, votes, (panel, signs) => {
        const mirrored = { approved: 'notRecognised', notRecognised: 'approved', noQuorum: 'noQuorum' };
        expect(tally(panel, ballots(signs).toReversed())).toEqual(tally(panel, ballots(signs)));
        expect(outcomeOf(panel, opposite(signs))).toBe(mirrored[outcomeOf(panel, signs)]);
      }),
    );
  });

  test('what is ruled stays so, however those vote who were still to vote', () => {
    fc.assert(
      fc.property(panels, votes, votes, (panel, signs, later) => {
        const outcome = outcomeOf(panel, signs);
        const differ = new Set(signs).size === 2;
        fc.pre(outcome !== 'noQuorum' && differ && signs.length + later.length <= panel.experts + panel.further);
        expect(outcomeOf(panel, signs + later)).toBe(outcome);
      }),
    );
  });

  test('as long as all who are asked vote, an odd panel rules on everybody', () => {
    fc.assert(
      fc.property(panels, votes, (panel, signs) => {
        fc.pre((panel.experts + panel.further) % 2 === 1 && signs.length >= panel.experts + panel.further);
        const first = signs.slice(0, panel.experts);
        const further = nextCall(panel, { waiting: 0, ballots: ballots(first) });
        expect(outcomeOf(panel, signs.slice(0, panel.experts + further))).not.toBe('noQuorum');
      }),
    );
  });
});
