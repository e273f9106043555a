import { yuan } from '../money.ts';
import type { Claim, Layer } from './claim.ts';
import type { LayerAnswer, Refused } from './layer.ts';
import type { Comparison, Settlement } from './settle.ts';
import type { Applied, Share } from './share.ts';

/** One step to the answer: what was asked (`code`), what was seen (`params`), and the figure that was applied. */
export interface Explanation {
  readonly code: string;
  /** Amounts in yuan, ratios in percent, other values as codes. */
  readonly params: Readonly<Record<string, string>>;
  readonly by: Applied<unknown> | undefined;
  readonly children: readonly Explanation[];
}

/** Every settled claim as a tree: the claim, its layers, their shares, and each figure with its clause. */
export function explain(claim: Claim, settlement: Settlement): Explanation {
  const { total, inScope, paid, patientShare, layers, comparison } = settlement;
  const amounts = { total: yuan(total), inScope: yuan(inScope), paid: yuan(paid), patientShare: yuan(patientShare) };
  return step('settled', amounts, [
    ...layers.map((layer) => layerStep(claim, layer)),
    ...(comparison ? [comparisonStep(comparison)] : []),
  ]);
}

function step(
  code: string,
  params: Explanation['params'],
  children: readonly Explanation[] = [],
  by?: Applied<unknown>,
): Explanation {
  return { code, params, by: by && figureOf(by), children };
}

/** The figure alone, without what it came to in this claim. */
function figureOf({ value, clause, path, pack, origin }: Applied<unknown>): Applied<unknown> {
  return { value, clause, path, pack, origin };
}

function layerStep(claim: Claim, answer: LayerAnswer): Explanation {
  const { layer, eligible, paid, left, shares, refused } = answer;
  return step('layer', { layer, eligible: yuan(eligible), paid: yuan(paid), left: yuan(left) }, [
    ...shares.map((share) => shareStep(claim, layer, share)),
    ...refused.map((refusal) => refusalStep(claim, layer, refusal)),
  ]);
}

function shareStep(claim: Claim, layer: Layer, share: Share): Explanation {
  const { eligible, deductible, ratio, due, limits, paid } = share;
  const reduced = ratio.value !== ratio.applied;
  const children = [
    ...(deductible ? [deductibleStep(deductible)] : []),
    step(
      reduced ? 'ratioReduced' : 'ratio',
      { percent: percent(ratio.applied), stated: percent(Number(ratio.value)), due: yuan(due) },
      [],
      ratio,
    ),
    ...limits.map(limitStep),
  ];
  const amounts = { eligible: yuan(eligible), paid: yuan(paid) };
  if (layer !== 'basicInsurance') return step('whole', amounts, children);
  return step('line', { ...lineParams(claim, share.lines), ...amounts, standard: share.standard }, children);
}

function lineParams({ lines }: Claim, positions: readonly number[]): Record<string, string> {
  const [line] = positions.map((position) => lines[position]);
  const number = positions.map((position) => position + 1).join(', ');
  return { number, kind: line?.kind ?? '', ...(line?.disease ? { disease: line.disease } : {}) };
}

function deductibleStep(deductible: NonNullable<Share['deductible']>): Explanation {
  const { value, borneBefore, borne } = deductible;
  if (value === 'none') return step('deductibleNone', {}, [], deductible);
  return step('deductible', { figure: value, borneBefore: yuan(borneBefore), borne: yuan(borne) }, [], deductible);
}

function limitStep(limit: Share['limits'][number]): Explanation {
  const { name, value, usedBefore, cut } = limit;
  if (value === 'none') return step('limitNone', { limit: name }, [], limit);
  return step(cut ? 'limitReached' : 'limit', { limit: name, figure: value, usedBefore: yuan(usedBefore) }, [], limit);
}

function refusalStep(claim: Claim, layer: Layer, { code, lines, by }: Refused): Explanation {
  return step(code, layer === 'basicInsurance' ? lineParams(claim, lines) : {}, [], by);
}

function comparisonStep({ chosen, diseaseBased, expenseBased, by }: Comparison): Explanation {
  const params = { diseaseBased: yuan(diseaseBased), expenseBased: yuan(expenseBased) };
  return step(chosen, params, [], by);
}

function percent(ratio: number): string {
  return String(Math.round(ratio * 1e6) / 1e4);
}
