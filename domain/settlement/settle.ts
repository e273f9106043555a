import { minus, sum, type Fen } from '../money.ts';
import { known, knownValue } from '../policy/figure.ts';
import type { Figure, Policy } from '../policy/schema.ts';
import { basicInsurance } from './basic-insurance.ts';
import { needsRecognition, requireLines, type Claim, type Layer, type Line } from './claim.ts';
import { criticalIllnessInsurance } from './critical-illness.ts';
import type { LayerAnswer } from './layer.ts';
import { Ledger, type Accumulators } from './ledger.ts';
import { medicalAssistance, type Policies } from './medical-assistance.ts';
import { applied, type Applied } from './share.ts';

/** One claim, one answer. Always: paid + patientShare = total. */
export interface Settlement {
  readonly policy: { readonly pack: string; readonly version: string; readonly id: string };
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
 * insurance, then medical assistance (PRACTICE #14).
 * @throws DomainError PARAMETER_NOT_CONFIGURED, REDUCTION_TOO_LARGE, DISEASE_NOT_LISTED, INVALID_REQUEST
 */
export function settle(claim: Claim, before: Accumulators, policies: Policies): Settlement {
  requireLines(claim);
  const diseaseBased = settleLines(claim, before, policies);
  const from = policies.insured.benefits.expenseBasedFrom;
  const lines = from && claim.lines.map((line) => asOrdinary(line, claim, from));
  if (!lines?.some((line, index) => line !== claim.lines[index])) return diseaseBased;
  return better(diseaseBased, settleLines({ ...claim, lines }, before, policies), from!);
}

/** A disease that moved from disease-based 病种保障 to expense-based cover 费用保障 by then. */
function asOrdinary(line: Line, { servedOn }: Claim, from: Figure<Readonly<Record<string, string>>>): Line {
  if (!needsRecognition(line)) return line;
  const days = known(from);
  const day = days === 'none' ? undefined : days[line.disease ?? ''];
  return day !== undefined && day <= servedOn ? { ...line, kind: 'ordinary' } : line;
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

function settleLines(claim: Claim, before: Accumulators, policies: Policies): Settlement {
  const { insured } = policies;
  const ledger = new Ledger(before);
  const total = sum(claim.lines.map((line) => line.total));
  const inScope = sum(claim.lines.map((line) => line.inScope));
  const layers: LayerAnswer[] = [];
  let remaining = inScope;
  for (const layer of layersOf(claim, insured)) {
    const answer = answers[layer](remaining, claim, policies, ledger);
    layers.push(answer);
    remaining = answer.left;
  }
  const paid = sum(layers.map((layer) => layer.paid));
  const { pack, version, id } = insured;
  return {
    policy: { pack, version, id },
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

const answers: Readonly<
  Record<Layer, (remaining: Fen, claim: Claim, policies: Policies, ledger: Ledger) => LayerAnswer>
> = {
  basicInsurance: (_all, claim, { insured }, ledger) => basicInsurance(claim, insured, ledger),
  criticalIllnessInsurance: (remaining, claim, { insured }, ledger) =>
    criticalIllnessInsurance(remaining, claim, insured, ledger),
  medicalAssistance,
};

/** Those of the claim, else the pack's, in the order in which layers pay. */
function layersOf(claim: Claim, policy: Policy): Layer[] {
  const asked = claim.layers ?? knownValue(knownValue(policy.settlement).layers);
  return (Object.keys(answers) as Layer[]).filter((layer) => asked.includes(layer));
}
