import { DomainError } from '../../domain/errors.ts';
import { fen, minus, yuan } from '../../domain/money.ts';
import type { ClaimRequest, RefundRequest } from './contract/claims.ts';

/** What remains of a claim. @throws DomainError INVALID_REQUEST where more is given back than was claimed */
export function withoutRefunded(request: ClaimRequest, refunded: RefundRequest['lines']): ClaimRequest {
  const lines = [...request.lines];
  for (const [index, { line, total, inScope }] of refunded.entries()) {
    const claimed = lines[line];
    const rest = claimed && {
      total: minus(fen(claimed.total), fen(total)),
      inScope: minus(fen(claimed.inScope), fen(inScope)),
    };
    if (!rest || rest.total < 0 || rest.inScope < 0) {
      throw new DomainError('INVALID_REQUEST', 'More is given back than was claimed.', {
        findings: [
          {
            where: `/body/lines/${index}`,
            problem: 'exceeds the line of the claim',
            hint: 'At most what is left of it.',
          },
        ],
      });
    }
    lines[line] = { ...claimed, total: yuan(rest.total), inScope: yuan(rest.inScope) };
  }
  return { ...request, lines };
}
