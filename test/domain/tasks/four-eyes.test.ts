import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barredFrom, checkNotBarred, type Involvement, rulesBarringFrom } from '../../../domain/tasks/four-eyes.ts';
import { type ConflictRule, conflictRules } from '../../../domain/tasks/conflict-rules.ts';
import { type TaskKind, taskKindNames } from '../../../domain/tasks/kinds.ts';

const anyStep: readonly ConflictRule[] = ['relative', 'declared'];
const deciding: readonly ConflictRule[] = ['entered', 'treatingPhysician', ...anyStep];

/** Written out by hand, so that a change of the table is a decision. */
const expected: Record<TaskKind, readonly ConflictRule[]> = {
  acceptance: anyStep,
  deskAcceptance: anyStep,
  officerDecision: deciding,
  departmentReview: deciding,
  confirmation: [...deciding, 'recommended'],
  recordConfirmation: deciding,
  appealReview: [...deciding, 'recommended', 'decided'],
  visitPlanning: anyStep,
  visitReport: anyStep,
  filingRefused: anyStep,
  noticeUndeliverable: anyStep,
};

const people = fc.constantFrom('an', 'bo', 'constructor');
const involvements: fc.Arbitrary<Involvement[]> = fc.array(
  fc.record({ subject: people, rule: fc.constantFrom(...conflictRules) }),
  {
    maxLength: 6,
  },
);
const kinds = fc.constantFrom(...taskKindNames);

describe('who may not do a step 回避', () => {
  it.each(taskKindNames)('%s', (kind) => {
    expect([...rulesBarringFrom(kind)].toSorted()).toEqual([...expected[kind]].toSorted());
  });

  it.each<[story: string, kind: TaskKind, rule: ConflictRule, barred: boolean]>([
    ['whoever entered an application may take it up', 'deskAcceptance', 'entered', false],
    ['and not decide it', 'officerDecision', 'entered', true],
    ['the treating physician takes no part in the review', 'departmentReview', 'treatingPhysician', true],
    ['relatives take no part in anything', 'visitReport', 'relative', true],
    ['the department’s reviewer does not confirm', 'confirmation', 'recommended', true],
    ['and may look again when it is returned', 'departmentReview', 'recommended', false],
    ['whoever decided does not judge the appeal', 'appealReview', 'decided', true],
  ])('%s', (_story, kind, rule, barred) => {
    expect(barredFrom(kind, [{ subject: 'an', rule }])).toEqual(barred ? { an: rule } : {});
  });

  it('names the first rule for each person', () => {
    const involved = (...rules: ConflictRule[]) => rules.map((rule) => ({ subject: 'an', rule }));
    expect(barredFrom('confirmation', involved('decided', 'recommended', 'entered'))).toEqual({ an: 'recommended' });
  });

  it('bars exactly those whose involvement its kind names', () => {
    fc.assert(
      fc.property(kinds, involvements, (kind, involved) => {
        const barred = barredFrom(kind, involved);
        const concerned = involved.filter(({ rule }) => expected[kind].includes(rule)).map(({ subject }) => subject);
        expect(Object.keys(barred).toSorted()).toEqual([...new Set(concerned)].toSorted());
      }),
    );
  });

  it('one more involvement never lets anybody in', () => {
    fc.assert(
      fc.property(kinds, involvements, involvements, (kind, before, more) => {
        expect(barredFrom(kind, [...before, ...more])).toMatchObject(barredFrom(kind, before));
      }),
    );
  });
});

describe('whoever acts', () => {
  it('is refused by the rule that bars them, and so is who acts for them', () => {
    const barred = barredFrom('confirmation', [{ subject: 'bo', rule: 'recommended' }]);
    for (const actors of [['bo'], ['bo', 'an'], ['an', 'bo']]) {
      expect(() => checkNotBarred(barred, actors)).toThrow(
        expect.objectContaining({ code: 'FOUR_EYES', params: { rule: 'recommended', subject: 'bo' } }),
      );
    }
    expect(() => checkNotBarred(barred, ['an'])).not.toThrow();
  });

  it('is let through when nobody concerned is barred, and only then', () => {
    fc.assert(
      fc.property(kinds, involvements, fc.uniqueArray(people, { minLength: 1 }), (kind, involved, actors) => {
        const barred = barredFrom(kind, involved);
        const refused = actors.some((actor) =>
          involved.some(({ subject, rule }) => subject === actor && expected[kind].includes(rule)),
        );
        if (refused)
          expect(() => checkNotBarred(barred, actors)).toThrow(expect.objectContaining({ code: 'FOUR_EYES' }));
        else expect(() => checkNotBarred(barred, actors)).not.toThrow();
      }),
    );
  });
});
