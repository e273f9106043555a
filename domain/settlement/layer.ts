import { minus, sum, type Fen } from '../money.ts';
import type { Figure } from '../policy/schema.ts';
import type { Layer } from './claim.ts';
import { applied, type Applied, type Share } from './share.ts';

/** Why a layer does not look at an amount at all. */
export const refusals = ['filingMissing', 'notAnAssistanceObject', 'notASeriousDisease', 'unreferred'] as const;
export type Refusal = (typeof refusals)[number];

export interface Refused {
  /** Positions of lines. */
  readonly lines: readonly number[];
  readonly code: Refusal;
  readonly by: Applied<unknown>;
}

/** What a layer answers. Always: paid + left = eligible. */
export interface LayerAnswer {
  readonly layer: Layer;
  readonly eligible: Fen;
  /** Borne of its deductibles. */
  readonly deductible: Fen;
  readonly paid: Fen;
  readonly left: Fen;
  readonly shares: readonly Share[];
  readonly refused: readonly Refused[];
}

export function layerAnswer(layer: Layer, shares: readonly Share[], refused: readonly Refused[] = []): LayerAnswer {
  const eligible = sum(shares.map((share) => share.eligible));
  const paid = sum(shares.map((share) => share.paid));
  const deductible = sum(shares.flatMap((share) => share.deductible?.borne ?? []));
  return { layer, eligible, deductible, paid, left: minus(eligible, paid), shares, refused };
}

export function refusedBy(code: Refusal, figure: Figure<unknown>): Omit<Refused, 'lines'> {
  return { code, by: applied(figure) };
}
