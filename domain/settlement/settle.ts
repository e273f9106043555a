import { minus, sum, type Fen } from '../money.ts';
import { known, knownValue } from '../policy/figure.ts';
import type { Figure } from '../policy/schema.ts';
import { basicInsurance } from './basic-insurance.ts';
import { needsRecognition, requireLines, type Claim, type Layer, type Line } from './claim.ts';
import { criticalIllnessInsurance } from './critical-illness.ts';
import { layerAnswer, type LayerAnswer, type Refused } from './layer.ts';
import { Ledger, type Accumulators } from './ledger.ts';
import { medicalAssistance } from './medical-assistance.ts';
import { partsOf, type Part, type RulesOn } from './person.ts';
import { applied, type Applied, type Share } from './share.ts';

/** One claim, one answer. Always: paid + patientShare = total. */
export interface Settlement {
  /** What was in force on the days of the lines, in their order. */
  readonly policies: readonly { readonly pack: string; readonly version: string; readonly id: string }[];
  readonly total: Fen;
  readonly inScope: Fen;
  readonly layers: readonly LayerAnswer[];
  readonly paid: Fen;
  readonly patientShare: Fen;
  /** Where a disease of the claim may be covered as ordinary outpatient care instead: what each way pays. */
  readonly comparison: Comparison | undefined;
  readonly contributions: Accumulators;
  /** Accumulators that earlier claims filled and by which this one came out as it did. */
  readonly dependsOn: readonly string[];
}

export interface Comparison {
  readonly chosen: 'diseaseBased' | 'expenseBased';
  readonly diseaseBased: Fen;
  readonly expenseBased: Fen;
  readonly by: Applied<unknown>;
}

/**
 * Settles a claim against what the person has used up of the service year: basic insurance, then critical-illness
 * insurance, then medical assistance (PRACTICE #14), each line by the rules of its own day.
 * @throws DomainError PARAMETER_NOT_CONFIGURED, REDUCTION_TOO_LARGE, DISEASE_NOT_LISTED, INVALID_REQUEST, PACK_UNKNOWN
 */
export function settle(claim: Claim, before: Accumulators, rulesOn: RulesOn): Settlement {
  requireLines(claim);
  const parts = partsOf(claim, rulesOn);
  const diseaseBased = settleParts(claim, before, parts);
  const moved = parts.flatMap((part) => movedIn(claim, part));
  if (moved.length === 0) return diseaseBased;
  const ordinary = new Set(moved.flatMap(({ lines }) => lines));
  const lines = claim.lines.map((line, index) => (ordinary.has(index) ? { ...line, kind: 'ordinary' as const } : line));
  return better(diseaseBased, settleParts({ ...claim, lines }, before, parts), moved[0]!.from);
}

type Moved = Figure<Readonly<Record<string, string>>>;

/** Lines for diseases that had moved from disease-based 病种保障 to expense-based cover 费用保障 by their day. */
function movedIn({ lines }: Claim, { rules, lines: own }: Part): { lines: number[]; from: Moved }[] {
  const from = rules.insured.benefits.expenseBasedFrom;
  const moved = from ? own.filter((index) => hasMoved(lines[index]!, from)) : [];
  return from && moved.length > 0 ? [{ lines: moved, from }] : [];
}

function hasMoved(line: Line, from: Moved): boolean {
  if (!needsRecognition(line)) return false;
  const days = known(from);
  const day = days === 'none' ? undefined : days[line.disease ?? ''];
  return day !== undefined && day <= line.servedOn;
}

/** Judged on the claim as a whole, so that no line's gain is another's loss. */
function better(diseaseBased: Settlement, expenseBased: Settlement, from: Figure<unknown>): Settlement {
  const moves = expenseBased.paid > diseaseBased.paid;
  return {
    ...(moves ? expenseBased : diseaseBased),
    comparison: {
      chosen: moves ? 'expenseBased' : 'diseaseBased',
      diseaseBased: diseaseBased.paid,
      expenseBased: expenseBased.paid,
      by: applied(from),
    },
    dependsOn: [...new Set([...diseaseBased.dependsOn, ...expenseBased.dependsOn])],
  };
}

function settleParts(claim: Claim, before: Accumulators, parts: readonly Part[]): Settlement {
  const ledger = new Ledger(before);
  const total = sum(claim.lines.map((line) => line.total));
  const inScope = sum(claim.lines.map((line) => line.inScope));
  const layers: LayerAnswer[] = [];
  for (const layer of layersOf(claim, parts)) layers.push(answers[layer](claim, parts, layers, ledger));
  const paid = sum(layers.map((layer) => layer.paid));
  return {
    policies: policiesOf(parts),
    total,
    inScope,
    layers,
    paid,
    patientShare: minus(total, paid),
    comparison: undefined,
    contributions: ledger.contributions,
    dependsOn: ledger.dependsOn,
  };
}

type Answer = (claim: Claim, parts: readonly Part[], before: readonly LayerAnswer[], ledger: Ledger) => LayerAnswer;

const answers: Readonly<Record<Layer, Answer>> = {
  basicInsurance: (claim, parts, _before, ledger) => basicInsurance(claim, parts, ledger),
  criticalIllnessInsurance(claim, parts, before, ledger) {
    const shares = parts.map((part) => ({
      lines: part.lines,
      ...criticalIllnessInsurance(leftOf(claim, part, before), part.rules, ledger),
    }));
    return layerAnswer('criticalIllnessInsurance', shares);
  },
  medicalAssistance(claim, parts, before, ledger) {
    const shares: Share[] = [];
    const refused: Refused[] = [];
    for (const { lines, rules } of parts) {
      const answer = medicalAssistance(leftOf(claim, { lines, rules }, before), rules, claim.place, ledger);
      if ('share' in answer) shares.push({ lines, ...answer.share });
      else refused.push({ lines, ...answer.refused });
    }
    return layerAnswer('medicalAssistance', shares, refused);
  },
};

/** What the layers so far leave of a part; where basic insurance was not asked, what is in scope. */
function leftOf(claim: Claim, { lines }: Part, before: readonly LayerAnswer[]): Fen {
  const last = before.at(-1);
  if (!last) return sum(lines.map((line) => claim.lines[line]!.inScope));
  return sum(last.shares.filter((share) => lines.includes(share.lines[0]!)).map((share) => share.left));
}

function policiesOf(parts: readonly Part[]): Settlement['policies'] {
  const policies = new Map(
    parts.flatMap(({ rules: { insured, household } }) => [insured, household].map((policy) => [policy.id, policy])),
  );
  return [...policies.values()].map(({ pack, version, id }) => ({ pack, version, id }));
}

/** Those of the claim, else those that the packs of its days settle in one stop, in the order in which layers pay. */
function layersOf(claim: Claim, parts: readonly Part[]): Layer[] {
  const asked =
    claim.layers ?? parts.flatMap(({ rules: { insured } }) => knownValue(knownValue(insured.settlement).layers));
  return (Object.keys(answers) as Layer[]).filter((layer) => asked.includes(layer));
}
