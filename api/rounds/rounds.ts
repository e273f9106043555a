import { z } from 'zod';
import { reaches, type Caller } from '../../domain/access/access.ts';
import { panelOf } from '../../domain/rounds/panel.ts';
import { permittedRoundActions, type RoundAction } from '../../domain/rounds/standing.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { RoundFilter, RoundName, RoundRow, RoundRows } from '../../store/rounds/round-rows.ts';
import { requirePermission } from '../http/authentication.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';

interface Dependencies {
  rounds: RoundRows;
  sealer: Sealer;
  policies: PolicyStore;
}

export type RoundReads = ReturnType<typeof createRoundReads>;

/** Rounds and their figures; nothing that says how anybody voted while they vote. */
export function createRoundReads({ rounds, sealer, policies }: Dependencies) {
  return {
    /** The last to close first. */
    async list(filter: RoundFilter, caller: Caller, limit: number, cursor: string | undefined) {
      const [closesAt, id] = cursor === undefined ? [] : decodeValues(cursor, position);
      const after = closesAt !== undefined && id !== undefined ? { closesAt, id } : undefined;
      const rows = await rounds.page(filter, reaches('readRound', caller), after, limit + 1);
      const { items, next } = pageBy(rows, limit, (row) => encodeValues([row.closesAt.toISOString(), row.id]));
      return { items: items.map((row) => summaryOf(row, caller)), next };
    },

    /** @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async get(name: RoundName, caller: Caller) {
      const round = await rounds.get(name);
      requirePermission('readRound', caller, { region: round.region });
      const summary = summaryOf(round, caller);
      const asChair = summary.permittedActions.some((action) => ofTheChair.includes(action));
      const rule = asChair ? await rounds.involvementOf(round.id, caller.subject) : undefined;
      const panel = panelOf(await policies.get(round.policyVersionId));
      return {
        ...summary,
        permittedActions: summary.permittedActions.filter(
          (action) => rule === undefined || !ofTheChair.includes(action),
        ),
        signingBarredBy: rule ?? null,
        policy: round.policyVersion,
        reason: round.reasonSealed && (sealer.open(round.reasonSealed) as string),
        panel,
        figures: await figuresOf(round, panel.experts),
      };
    },
  };

  async function figuresOf({ id, state }: RoundRow, experts: number) {
    const [{ members, splits, decided }, ballots, { outcomes, carried }] = await Promise.all([
      rounds.figures(id),
      rounds.neededBallots(id, experts),
      rounds.rulings(id),
    ]);
    const open = state !== 'announced' && state !== 'voting';
    return { members, ballots, splits: open ? splits : null, outcomes: open ? outcomes : null, carried, decided };
  }
}

const position = z.tuple([z.iso.datetime(), z.string()]);

const ofTheChair: readonly RoundAction[] = ['setAside', 'signRound'];

export function linkOf({ region, code }: RoundName): string {
  return `/v1/rounds/${region}/${code}`;
}

export function summaryOf(round: RoundRow, caller: Caller) {
  const { region, code, month, kind, state, openedBy, signedBy } = round;
  const text = (instant: Date | null) => instant?.toISOString() ?? null;
  return {
    region,
    code,
    month,
    kind,
    state,
    openedBy,
    signedBy,
    cutOffAt: round.cutOffAt.toISOString(),
    remindAt: round.remindAt.toISOString(),
    substituteAt: round.substituteAt.toISOString(),
    closesAt: round.closesAt.toISOString(),
    openedAt: round.openedAt.toISOString(),
    closedAt: text(round.closedAt),
    signedAt: text(round.signedAt),
    decidedAt: text(round.decidedAt),
    publishedAt: text(round.publishedAt),
    permittedActions: permittedRoundActions(round, caller, { region }),
    links: { self: linkOf(round), members: `${linkOf(round)}/members` },
  };
}
