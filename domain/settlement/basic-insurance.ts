import { sum } from '../money.ts';
import { expenseKinds } from '../policy/benefits-schema.ts';
import { needsRecognition, type Claim } from './claim.ts';
import { layerAnswer, refusedBy, type LayerAnswer, type Refused } from './layer.ts';
import type { Ledger } from './ledger.ts';
import type { Part } from './person.ts';
import { shareOf, type Share, type Terms } from './share.ts';
import { basicTerms, missingFiling } from './standard.ts';

/** Lines of one part that are paid by the same terms: what they come to is rounded once. */
interface Together {
  readonly terms: Terms;
  readonly lines: number[];
  readonly place: string;
}

/** 基本医疗保险: lines of the same terms together; by kind of expense, disease and month, however the lines stand. */
export function basicInsurance(claim: Claim, parts: readonly Part[], ledger: Ledger): LayerAnswer {
  const shares: Share[] = [];
  const refused: Refused[] = [];
  for (const part of parts) {
    for (const line of part.lines) {
      const filing = missingFiling(part.rules, claim, claim.lines[line]!);
      if (filing) refused.push({ lines: [line], ...refusedBy('filingMissing', filing) });
    }
    const unpaid = new Set(refused.flatMap(({ lines }) => lines));
    const paid = part.lines.filter((line) => !unpaid.has(line));
    for (const { terms, lines } of together(claim, { ...part, lines: paid })) {
      const eligible = sum(lines.map((line) => claim.lines[line]!.inScope));
      shares.push({ lines, ...shareOf(eligible, terms, ledger) });
    }
  }
  return layerAnswer('basicInsurance', shares, refused);
}

function together(claim: Claim, { rules, lines }: Part): Together[] {
  const groups = new Map<string, Together>();
  for (const line of lines) {
    const expense = claim.lines[line]!;
    const terms = basicTerms(rules, claim, expense);
    const { standard, deductible, ratio, limits } = terms;
    const recognised = needsRecognition(expense);
    const by = [standard, deductible?.key, ratio.path, ...limits.map(({ key }) => key), recognised || expense.kind];
    const place = placeOf(expense.kind, expense.disease, expense.servedOn);
    const key = JSON.stringify(by);
    const group = groups.get(key);
    if (!group) groups.set(key, { terms, lines: [line], place });
    else groups.set(key, { ...group, lines: [...group.lines, line], place: place < group.place ? place : group.place });
  }
  const order = ([key, { place }]: [string, Together]) => `${place} ${key}`;
  return [...groups].toSorted((a, b) => (order(a) < order(b) ? -1 : 1)).map(([, group]) => group);
}

/** Whose turn it is at a limit that several share. */
function placeOf(kind: (typeof expenseKinds)[number], disease: string | undefined, day: string): string {
  return `${day.slice(0, 7)} ${expenseKinds.indexOf(kind)} ${disease ?? ''}`;
}
