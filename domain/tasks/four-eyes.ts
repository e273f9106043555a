import { DomainError } from '../errors.ts';
import type { ConflictRule } from './conflict-rules.ts';
import { taskKinds, type TaskKind } from './kinds.ts';

export interface Involvement {
  readonly subject: string;
  readonly rule: ConflictRule;
}

/** Which involvement bars from such a step. */
export function rulesBarringFrom(kind: TaskKind): readonly ConflictRule[] {
  return taskKinds[kind].barredBy;
}

/** Subjects who may not do a task of this kind, each with the first rule that says so. */
export type Barred = Readonly<Record<string, ConflictRule>>;

export function barredFrom(kind: TaskKind, involvements: readonly Involvement[]): Barred {
  const rules = rulesBarringFrom(kind);
  const concerned = involvements.filter(({ rule }) => rules.includes(rule));
  return Object.fromEntries(concerned.toReversed().map(({ subject, rule }) => [subject, rule]));
}

/** 不相容岗位分离, 回避. @throws DomainError FOUR_EYES naming the rule, for whoever acts and for whom they stand in. */
export function checkNotBarred(barred: Barred, actors: readonly string[]): void {
  const actor = actors.find((subject) => Object.hasOwn(barred, subject));
  if (actor === undefined) return;
  const rule = barred[actor]!;
  throw new DomainError('FOUR_EYES', `This step is not for ${actor}: ${rule}.`, {
    params: { rule, subject: actor },
    words: (text) => text(`barred.${rule}`),
  });
}
