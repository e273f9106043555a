import type pg from 'pg';
import { DomainError } from '../../domain/errors.ts';
import type { Accumulators } from '../../domain/settlement/ledger.ts';
import { settle, type Settlement } from '../../domain/settlement/settle.ts';
import type { Clock } from '../../platform/clock.ts';
import { fingerprint } from '../../platform/fingerprint.ts';
import { localDay } from '../../domain/time-zone.ts';
import { claimOf } from './claim-answers.ts';
import type { ClaimRequest, Referral, RefundRequest } from './contract/claims.ts';
import {
  amountsOf,
  findClaim,
  findReferralUse,
  insertClaim,
  insertReversal,
  inTransaction,
  openYear,
  type ClaimId,
  type ClaimRow,
  type NewClaim,
  type OpenYear,
  type PersonYear,
  type SettledRow,
} from './claim-rows.ts';
import { findKnown, type Known } from './facts-rows.ts';
import { daysOf, rulesFor } from './known.ts';
import type { Policies } from './policies.ts';
import { requireReferral } from './referral.ts';
import { withoutRefunded } from './refund.ts';
import { once, requireSame } from './register.ts';

export type ClaimDesk = ReturnType<typeof createClaimDesk>;

interface Used {
  readonly amounts: Accumulators;
}

interface Done {
  /** Whether this call did it. */
  readonly fresh: boolean;
  readonly claim: SettledRow;
}

/**
 * Claims of providers: settled in the order of commit against what the person has used up of the service year. Each is
 * written once under the provider's number: a repeat answers the same, another body under the number is refused.
 */
export function createClaimDesk(pool: pg.Pool, clock: Clock, policies: Policies) {
  /** Settles without effect, against the year as it stands. */
  async function preview(institution: string, request: ClaimRequest): Promise<Settlement> {
    const { personRef, region, referral } = request;
    requireServed(request);
    requireReferral(institution, request, referral ? await findReferralUse(pool, referral) : null);
    const known = await findKnown(pool, personRef, region);
    return settled(institution, request, { amounts: await amountsOf(pool, yearOf(request)), ...known }).settlement;
  }

  async function commit(id: ClaimId, request: ClaimRequest): Promise<Done> {
    const print = fingerprint({ ...id, request });
    requireServed(request);
    return once(async () => {
      const added = await inTransaction(pool, async (client) => {
        const year = yearOf(request);
        const opened = await openYear(client, year, id, request.referral);
        if (opened.isSettled) return undefined;
        requireReferral(id.institution, request, opened.referralUse);
        const link = { fingerprint: print, kind: 'claim', replaces: null } as const;
        const settledAs = settled(id.institution, request, opened);
        const claim = { ...id, ...year, ...link, request, ...settledAs, settledAt: clock.now() };
        await insertClaim(client, claim, opened);
        return claim;
      });
      return answered(added, id, print);
    });
  }

  /** 冲正. @throws DomainError STATE_CONFLICT where it was taken back before, otherwise than by this request */
  async function reverse(id: ClaimId, reason: string): Promise<Done> {
    const print = fingerprint({ ...id, reason });
    const claim = await get(id);
    const fresh = await inTransaction(pool, async (client) => {
      const { amounts } = await openYear(client, claim, id);
      const { reversal } = (await findClaim(client, id))!;
      if (reversal?.kind === 'reversal' && reversal.fingerprint === print) return false;
      requireInForce(id, reversal !== null);
      const taken = {
        fingerprint: print,
        kind: 'reversal',
        reason,
        replacedBy: null,
        recordedAt: clock.now(),
      } as const;
      await insertReversal(client, claim, taken, amounts);
      return true;
    });
    return { fresh, claim: await get(id) };
  }

  /**
   * Part of a claim is given back 部分退费: what remains of its lines is settled in its place, by what was in force on
   * their days and what is known of them now (README).
   */
  async function refund(id: ClaimId, newNumber: string, { reason, lines }: RefundRequest): Promise<Done> {
    const { request } = await get(id);
    return replace(id, newNumber, { kind: 'refund', reason, request: withoutRefunded(request, lines) });
  }

  /** The right claim in place of the wrong one, in its service year, whenever that comes to light. */
  async function correct(id: ClaimId, newNumber: string, reason: string, request: ClaimRequest): Promise<Done> {
    return replace(id, newNumber, { kind: 'correction', reason, request });
  }

  interface Replacement {
    readonly kind: 'refund' | 'correction';
    readonly reason: string;
    readonly request: ClaimRequest;
  }

  async function replace(id: ClaimId, newNumber: string, replacement: Replacement): Promise<Done> {
    const { kind, reason, request } = replacement;
    const original = await get(id);
    requireSamePerson(original, request);
    requireServed(request);
    const newId = { ...id, claimNumber: newNumber };
    const print = fingerprint({ ...newId, replaces: id.claimNumber, ...replacement });
    return once(async () => {
      const added = await inTransaction(pool, async (client) => {
        const year = yearOf(request);
        const [before, itsYear] = await openYears(client, [original, year], newId, request.referral);
        if (before!.isSettled) return undefined;
        const { reversal } = (await findClaim(client, id))!;
        // The same request was a moment faster.
        if (reversal?.replacedBy === newNumber) return undefined;
        requireInForce(id, reversal !== null);
        requireReferral(id.institution, request, before!.referralUse, id);
        const settledAt = clock.now();
        const taken = { fingerprint: print, kind, reason, replacedBy: newNumber, recordedAt: settledAt };
        const rest = await insertReversal(client, original, taken, before!.amounts);
        const opened = { ...before!, amounts: original.year === year.year ? rest : itsYear!.amounts };
        const link = { fingerprint: print, kind, replaces: id.claimNumber };
        const settledAs = settled(id.institution, request, opened);
        const claim = { ...newId, ...year, ...link, request, ...settledAs, settledAt };
        await insertClaim(client, claim, opened);
        return claim;
      });
      return answered(added, newId, print);
    });
  }

  /** With the person as registers and offices had them on each day. */
  function settled(institution: string, request: ClaimRequest, { amounts, ...known }: Known & Used) {
    const claim = claimOf(request, institution);
    const rules = new Map(
      daysOf(request).map((day) => [day, rulesFor(known, request, claim.lines, { day, institution, policies })]),
    );
    const onDays = [...rules].map(([on, { person }]) => ({ on, ...person }));
    return { settlement: settle(claim, amounts, (day) => rules.get(day)!), known: onDays };
  }

  /** @throws DomainError INVALID_REQUEST */
  function requireServed({ servedOn }: ClaimRequest): void {
    const today = localDay(clock.now());
    if (servedOn <= today) return;
    throw new DomainError('INVALID_REQUEST', 'Nobody has been treated yet on a day to come.', {
      findings: [{ where: '/body/servedOn', problem: `is after today, ${today}`, hint: 'Claim once it was served.' }],
    });
  }

  async function get(id: ClaimId): Promise<ClaimRow> {
    const claim = await findClaim(pool, id);
    if (claim) return claim;
    throw new DomainError('NOT_FOUND', `No claim ${id.claimNumber} of ${id.institution} was settled.`, {
      params: { ...id },
    });
  }

  /** What was added, or what was there before under the number. */
  async function answered(added: NewClaim | undefined, id: ClaimId, print: string): Promise<Done> {
    if (added) return { fresh: true, claim: { ...added, reversal: null } };
    const claim = await get(id);
    requireSame(`${id.institution}/${id.claimNumber}`, print, claim.fingerprint);
    return { fresh: false, claim };
  }

  return { preview, commit, reverse, refund, correct, get };
}

function yearOf({ personRef, region, servedOn }: ClaimRequest): PersonYear {
  return { personRef, region, year: Number(servedOn.slice(0, 4)) };
}

/** In one order whoever asks, so that two corrections never wait for each other. Answers in the order asked for. */
async function openYears(
  client: pg.PoolClient,
  years: readonly PersonYear[],
  claim: ClaimId,
  referral: Referral | undefined,
): Promise<OpenYear[]> {
  const opened = new Map<number, OpenYear>();
  for (const year of years.toSorted((a, b) => a.year - b.year)) {
    if (!opened.has(year.year)) opened.set(year.year, await openYear(client, year, claim, referral));
  }
  return years.map(({ year }) => opened.get(year)!);
}

function requireInForce({ claimNumber }: ClaimId, reversed: boolean): void {
  if (!reversed) return;
  throw new DomainError('STATE_CONFLICT', `Claim ${claimNumber} was taken back before.`, {
    params: { state: 'reversed' },
  });
}

function requireSamePerson(original: ClaimRow, { personRef, region }: ClaimRequest): void {
  if (original.personRef === personRef && original.region === region) return;
  throw new DomainError('INVALID_REQUEST', 'A correction is for the same person in the same region.', {
    findings: [{ where: '/body/claim/personRef', problem: 'is of another claim', hint: 'Reverse that claim instead.' }],
  });
}
