import type { z } from 'zod';
import { fen, yuan } from '../../domain/money.ts';
import { plainDate } from '../../domain/plain-date.ts';
import type { Claim, Layer } from '../../domain/settlement/claim.ts';
import type { LayerAnswer } from '../../domain/settlement/layer.ts';
import type { Settlement } from '../../domain/settlement/settle.ts';
import type { Share } from '../../domain/settlement/share.ts';
import type { Worded } from '../../domain/settlement/wording.ts';
import type { ClaimRequest, ExplanationStep, SettledClaim, SettlementAnswer } from './contract/claims.ts';
import type { SettledRow } from './claim-rows.ts';
import { isOwn, type Caller } from './permissions.ts';

/** Between the contract, where amounts are yuan in text, and the rules, where they are 分. */
export function claimOf(
  { hospitalClass, place, referral, servedOn, lines }: Omit<ClaimRequest, 'personRef' | 'region'>,
  institution: string,
  layers?: readonly Layer[],
): Claim {
  return {
    layers,
    institution: { code: institution, class: hospitalClass },
    place: { ...place, referred: referral !== undefined },
    servedOn: plainDate(servedOn),
    lines: lines.map(({ kind, disease, total, inScope, ...line }) => ({
      kind,
      disease,
      servedOn: plainDate(line.servedOn ?? servedOn),
      total: fen(total),
      inScope: fen(inScope),
    })),
  };
}

export function settlementAnswer(settlement: Settlement): z.input<typeof SettlementAnswer> {
  const { policies, total, inScope, layers, paid, patientShare, comparison } = settlement;
  return {
    policies: [...policies],
    total: yuan(total),
    inScope: yuan(inScope),
    paid: yuan(paid),
    patientShare: yuan(patientShare),
    layers: layers.map(layerAnswer),
    comparison: comparison
      ? { ...comparison, diseaseBased: yuan(comparison.diseaseBased), expenseBased: yuan(comparison.expenseBased) }
      : null,
  };
}

function layerAnswer({ layer, eligible, deductible, paid, left, shares, refused }: LayerAnswer) {
  return {
    layer,
    eligible: yuan(eligible),
    deductible: yuan(deductible),
    paid: yuan(paid),
    left: yuan(left),
    shares: shares.map(shareAnswer),
    refused: refused.map(({ lines, code, by }) => ({ lines: [...lines], code, by })),
  };
}

function shareAnswer({ lines, standard, eligible, deductible, ratio, due, limits, paid, left }: Share) {
  return {
    lines: [...lines],
    standard,
    ratio,
    eligible: yuan(eligible),
    due: yuan(due),
    paid: yuan(paid),
    left: yuan(left),
    deductible: deductible
      ? { ...deductible, borneBefore: yuan(deductible.borneBefore), borne: yuan(deductible.borne) }
      : null,
    limits: limits.map((limit) => ({ ...limit, usedBefore: yuan(limit.usedBefore) })),
  };
}

const stateAfter = { reversal: 'reversed', refund: 'refunded', correction: 'corrected' } as const;

export function stateOf({ reversal }: Pick<SettledRow, 'reversal'>) {
  return reversal ? stateAfter[reversal.kind] : 'settled';
}

/** @param caller a provider does not learn at which others the person was treated */
export function settledClaim(row: SettledRow, caller: Caller): z.input<typeof SettledClaim> {
  const { institution, claimNumber, replaces, personRef, region, year, request, settlement, settledAt, reversal } = row;
  const { known } = row;
  return {
    institution,
    claimNumber,
    replaces,
    personRef,
    region,
    year,
    servedOn: request.servedOn,
    state: stateOf(row),
    settledAt: settledAt.toISOString(),
    reversal: reversal && {
      reason: reversal.reason,
      replacedBy: reversal.replacedBy,
      laterClaims: reversal.laterClaims.filter((later) => isOwn(caller, later.institution)),
      recordedAt: reversal.recordedAt.toISOString(),
    },
    known: known.map(({ hardship = null, ...day }) => ({
      ...day,
      hardship,
      populations: [...day.populations],
      recognised: [...day.recognised],
    })),
    ...settlementAnswer(settlement),
  };
}

export function explanationAnswer({ code, words, params, by, children }: Worded): z.input<typeof ExplanationStep> {
  return { code, words, params, by: by ?? null, children: children.map(explanationAnswer) };
}
