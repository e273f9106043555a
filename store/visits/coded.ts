import type { VisitState } from '../../domain/visits/visit.ts';

export type CodedVisit<Row> = Omit<Row, 'state'> & { state: VisitState };

/** A visit's row as the domain reads it. */
export function codedVisit<Row extends { state: unknown }>(row: Row): CodedVisit<Row> {
  return row as unknown as CodedVisit<Row>;
}
