/** Whether the books of claims agree with what providers hold, with themselves, and with what people have used up. */
import { fen, sum, yuan, type Fen } from '../../domain/money.ts';
import { withContributions, type Accumulators } from '../../domain/settlement/ledger.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import type { BookedClaim, BookedYear, ClaimBooks } from './claim-books.ts';
import { differences } from './differences.ts';
import type { HeldClaim } from './providers.ts';

/** What does not add up, a sentence each; none when all is well. */
export function claimDiscrepancies(held: readonly HeldClaim[], books: ClaimBooks): string[] {
  return [
    ...differences('claim', held.map(asHeld), books.claims.map(asBooked)),
    ...books.claims.flatMap(ofAmounts),
    ...books.claims.flatMap((claim) => ofReplacement(claim, books)),
    ...ofYears(books),
  ];
}

function asHeld({ institution, number, kind, replaces, total, paid, takenBackBy }: HeldClaim): string {
  return described({ institution, number, kind, replaces, total, paid, takenBackBy });
}

function asBooked({ institution, claimNumber: number, kind, replaces, settlement, reversal }: BookedClaim): string {
  const { total, paid } = settlement;
  return described({ institution, number, kind, replaces, total, paid, takenBackBy: reversal?.kind ?? null });
}

interface Described {
  readonly institution: string;
  readonly number: string;
  readonly kind: string;
  readonly replaces: string | null;
  readonly total: Fen;
  readonly paid: Fen;
  readonly takenBackBy: string | null;
}

function described({ institution, number, kind, replaces, total, paid, takenBackBy }: Described): string {
  const origin = replaces === null ? kind : `${kind} of ${replaces}`;
  return `${institution}/${number} (${origin}, ${yuan(paid)} paid of ${yuan(total)}, ${takenBackBy ?? 'in force'})`;
}

/** To the 分: lines, layers and their shares, and what the patient bears. */
function ofAmounts({ institution, claimNumber, request, settlement }: BookedClaim): string[] {
  const { total, paid, patientShare, layers } = settlement;
  const sums: [what: string, comesTo: Fen, expected: Fen][] = [
    ['its lines', sum(request.lines.map((line) => fen(line.total))), total],
    ['its layers', sum(layers.map((layer) => layer.paid)), paid],
    ['payment and patient share', sum([paid, patientShare]), total],
    ...layers.flatMap(({ layer, shares, ...of }): [string, Fen, Fen][] => [
      [`shares of ${layer}`, sum(shares.map((share) => share.paid)), of.paid],
      [`${layer} with what it leaves`, sum([of.paid, of.left]), of.eligible],
    ]),
  ];
  const wrong = sums.filter(([, comesTo, expected]) => comesTo !== expected);
  const name = `claim ${institution}/${claimNumber}`;
  return wrong.map(([what, comesTo, expected]) => `${name}: ${what}: ${comesTo} instead of ${expected} 分`);
}

/** Original and replacement name each other. */
function ofReplacement({ institution, claimNumber, reversal }: BookedClaim, { claims }: ClaimBooks): string[] {
  if (!reversal?.replacedBy) return [];
  const { replacedBy } = reversal;
  const found = claims.filter((other) => other.institution === institution && other.claimNumber === replacedBy);
  return differences(
    `replacement ${replacedBy} of`,
    [claimNumber],
    found.map(({ replaces }) => String(replaces)),
  );
}

/** What a person has used up is what the claims in force contributed: each reversal took back its own, and no more. */
function ofYears({ claims, years }: ClaimBooks): string[] {
  const contributed = new Map<string, Accumulators>();
  for (const { reversal, settlement, ...claim } of claims) {
    const before = contributed.get(nameOf(claim)) ?? {};
    contributed.set(nameOf(claim), reversal ? before : withContributions(before, settlement.contributions));
  }
  const usedUp = new Map(years.map((year) => [nameOf(year), year.amounts]));
  return [...new Set([...contributed.keys(), ...usedUp.keys()])].flatMap((name) => {
    const [found, expected] = [usedUp, contributed].map((amounts) => canonicalJson(amounts.get(name) ?? {}));
    return found === expected ? [] : [`${name}: ${found} is used up instead of ${expected}`];
  });
}

function nameOf({ personRef, region, year }: Pick<BookedYear, 'personRef' | 'region' | 'year'>): string {
  return `person ${personRef} in ${region}, ${year}`;
}
