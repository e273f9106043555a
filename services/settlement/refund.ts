import { DomainError, type Finding } from '../../domain/errors.ts';
import { fen, minus, sum, yuan, type Fen } from '../../domain/money.ts';
import type { ClaimRequest, RefundRequest } from './contract/claims.ts';

type GivenBack = RefundRequest['lines'];

/**
 * What remains of a claim, line by line: of each line the cost less what is given back of it, and what is in scope
 * less what is given back in scope. What was given back in scope is part of what was given back, and what remains in
 * scope is part of what remains.
 * @throws DomainError INVALID_REQUEST
 */
export function withoutRefunded(request: ClaimRequest, refunded: GivenBack): ClaimRequest {
  const findings = refunded.flatMap((back, index) => mistakes(request, refunded, back, `/body/lines/${index}`));
  if (findings.length > 0) throw new DomainError('INVALID_REQUEST', 'This cannot be given back.', { findings });
  return {
    ...request,
    lines: request.lines.map((line, index) => ({
      ...line,
      total: yuan(minus(fen(line.total), givenBack(refunded, index, 'total'))),
      inScope: yuan(minus(fen(line.inScope), givenBack(refunded, index, 'inScope'))),
    })),
  };
}

function mistakes({ lines }: ClaimRequest, all: GivenBack, back: GivenBack[number], where: string): Finding[] {
  const line = lines[back.line];
  if (!line) return [{ where, problem: 'is of no line of the claim', hint: `It has ${lines.length}, counted from 0.` }];
  const rest = {
    total: minus(fen(line.total), givenBack(all, back.line, 'total')),
    inScope: minus(fen(line.inScope), givenBack(all, back.line, 'inScope')),
  };
  return [
    ...(fen(back.inScope) > fen(back.total)
      ? [{ where: `${where}/inScope`, problem: 'is more than its total', hint: 'At most what is given back.' }]
      : []),
    ...(rest.total < 0 || rest.inScope < 0
      ? [{ where, problem: 'exceeds the line of the claim', hint: 'At most what is left of it.' }]
      : []),
    ...(rest.total >= 0 && rest.inScope > rest.total
      ? [
          {
            where: `${where}/inScope`,
            problem: `leaves ${yuan(rest.inScope)} in scope of ${yuan(rest.total)}`,
            hint: 'Say as well how much of it was in scope.',
          },
        ]
      : []),
  ];
}

function givenBack(all: GivenBack, index: number, what: 'total' | 'inScope'): Fen {
  return sum(all.filter(({ line }) => line === index).map((back) => fen(back[what])));
}
