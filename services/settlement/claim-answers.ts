import type { z } from 'zod';
import { fen, yuan } from '../../domain/money.ts';
import { plainDate } from '../../domain/plain-date.ts';
import type { Claim } from '../../domain/settlement/claim.ts';
import type { LayerAnswer } from '../../domain/settlement/layer.ts';
import type { Settlement } from '../../domain/settlement/settle.ts';
import type { Share } from '../../domain/settlement/share.ts';
import type { Worded } from '../../domain/settlement/wording.ts';
import type { ClaimRequest, ExplanationStep, SettledClaim, SettlementAnswer } from './contract/claims.ts';
import type { SettledRow } from './claim-rows.ts';
import { isOwn, type Caller } from './permissions.ts';

/** Between the contract, where amounts are yuan in text, and the rules, where they are 分. */
export function claimOf(request: Omit<ClaimRequest, 'personRef' | 'region'>, institution: string): Claim {
  const { insuranceType, populations, assistanceGranted, hospitalClass, place, servedOn, layers, lines } = request;
  return {
    insuranceType,
    populations,
    assistanceGranted,
    layers,
    institution: { code: institution, class: hospitalClass },
    place: { ...place, hardship: place.hardship },
    servedOn: plainDate(servedOn),
    lines: lines.map(({ kind, disease, total, inScope }) => ({
      kind,
      disease,
      total: fen(total),
      inScope: fen(inScope),
    })),
  };
}

export function settlementAnswer(settlement: Settlement): z.input<typeof SettlementAnswer> {
  const { policy, total, inScope, layers, paid, patientShare, comparison } = settlement;
  return {
    policy,
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
    refused: refused.map(({ line, code, by }) => ({ line: line ?? null, code, by })),
  };
}

function shareAnswer({ line, standard, eligible, deductible, ratio, due, limits, paid, left }: Share) {
  return {
    line: line ?? null,
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
    ...settlementAnswer(settlement),
  };
}

export function explanationAnswer({ code, words, params, by, children }: Worded): z.input<typeof ExplanationStep> {
  return { code, words, params, by: by ?? null, children: children.map(explanationAnswer) };
}
