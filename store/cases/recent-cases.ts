/** A case as this process last wrote it, and the results of the effects that it has done on it. */
export interface Recent<Row> {
  readonly row: Row;
  readonly results: ReadonlyMap<string, object>;
}

/** Cases at most; the effects of one case follow each other within milliseconds. */
const most = 200;

/**
 * Spares the next effect on a case the read of what the one before has just written. Whoever else has written since
 * holds the next place in the case's audit chain, so that a write upon a stale row is refused, and reads anew.
 */
export class RecentCases<Row extends { readonly id: string }> {
  readonly #cases = new Map<string, Recent<Row>>();

  /** Handed to one effect only: another that runs beside it reads for itself. */
  take(caseId: string): Recent<Row> | undefined {
    const recent = this.#cases.get(caseId);
    this.#cases.delete(caseId);
    return recent;
  }

  /** For what does not change whoever writes. */
  see(caseId: string): Row | undefined {
    return this.#cases.get(caseId)?.row;
  }

  keep(recent: Recent<Row>): void {
    const [oldest] = this.#cases.keys();
    if (oldest !== undefined && this.#cases.size >= most) this.#cases.delete(oldest);
    this.#cases.set(recent.row.id, recent);
  }
}
