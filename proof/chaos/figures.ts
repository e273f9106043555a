/** The books in numbers. */
import { sum, yuan } from '../../domain/money.ts';
import { layers } from '../../domain/policy/benefits-schema.ts';
import type { Layer } from '../../domain/settlement/claim.ts';
import type { CaseBooks } from './books.ts';
import type { ClaimBooks } from './claim-books.ts';
import type { HeldClaim } from './providers.ts';
import { amends, type Amends } from './visits.ts';

export interface CaseFigures {
  readonly conclusions: Readonly<Record<string, number>>;
  readonly filings: number;
  readonly messages: number;
  readonly workflows: number;
  /** By channel and state. */
  readonly deliveries: Readonly<Record<string, number>>;
  /** Attempts to deliver of which nobody knows whether the provider took them. */
  readonly uncertainAttempts: number;
}

export function caseFigures(books: readonly CaseBooks[]): CaseFigures {
  const all = <T>(of: (each: CaseBooks) => readonly T[]): T[] => books.flatMap(of);
  const deliveries = all((each) => each.deliveries);
  return {
    conclusions: counts(books.map(({ stage, outcome, ending }) => (stage === 'closed' ? outcome! : (ending ?? stage)))),
    filings: all(({ entitlements }) => entitlements).length,
    messages: all(({ accepted }) => accepted).length,
    workflows: all(({ runs }) => runs).length,
    deliveries: counts(deliveries.map(({ channel, state }) => `${channel} ${state}`)),
    uncertainAttempts: deliveries.reduce((total, { uncertain }) => total + uncertain, 0),
  };
}

export interface ClaimFigures {
  /** How many claims, what was done about them, and when they were settled. */
  readonly settled: Readonly<Record<string, number>>;
  /** In yuan, of the claims in force. */
  readonly amounts: Readonly<Record<string, string>>;
}

export function claimFigures(held: readonly HeldClaim[], { claims }: ClaimBooks): ClaimFigures {
  const takenBack = (kind: Amends) => claims.filter(({ reversal }) => reversal?.kind === kind).length;
  const settlements = claims.filter(({ reversal }) => !reversal).map(({ settlement }) => settlement);
  const shares = settlements.flatMap((settlement) => settlement.layers);
  const paidBy = (layer: Layer) => yuan(sum(shares.filter((share) => share.layer === layer).map(({ paid }) => paid)));
  return {
    settled: {
      claims: claims.filter(({ kind }) => kind === 'claim').length,
      ...Object.fromEntries(amends.map((kind) => [`${kind}s`, takenBack(kind)])),
      ...counts(held.filter(({ kind }) => kind === 'claim').map(({ settled }) => settled)),
    },
    amounts: {
      claimed: yuan(sum(settlements.map(({ total }) => total))),
      ...Object.fromEntries(layers.map((layer) => [layer, paidBy(layer)])),
      patients: yuan(sum(settlements.map(({ patientShare }) => patientShare))),
    },
  };
}

function counts(names: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const name of names.toSorted()) found[name] = (found[name] ?? 0) + 1;
  return found;
}
