import type { Caller, Target } from '../../domain/access/access.ts';
import type { Operation } from '../../domain/access/grants.ts';
import type { DomainError } from '../../domain/errors.ts';
import { requirePermission } from './authentication.ts';

interface Asked<Row> {
  readonly operation: Operation;
  readonly caller: Caller;
  /** What the access table asks of it. */
  readonly target: (row: Row) => Target;
  readonly missing: () => DomainError;
}

/** What was looked up, where there is one and the caller may do this to it. @throws DomainError NOT_PERMITTED */
export function requirePermitted<Row>(row: Row | null | undefined, asked: Asked<Row>): Row {
  if (row === null || row === undefined) throw asked.missing();
  requirePermission(asked.operation, asked.caller, asked.target(row));
  return row;
}
