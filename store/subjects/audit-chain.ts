import { createHash } from 'node:crypto';
import { canonicalJson } from '../../platform/canonical-json.ts';

/** What one link of a subject's audit chain says, before it is chained. */
export interface AuditRecord {
  readonly subjectId: string;
  readonly sequence: number;
  /** Idempotency key: step + ordinal. */
  readonly effect: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly data: object;
}

export interface AuditLink extends AuditRecord {
  readonly previousHash: string;
  readonly hash: string;
}

/** What the first link of every chain follows. */
export const chainStart = '0'.repeat(64);

export function link(previousHash: string, record: AuditRecord): AuditLink {
  return { ...record, previousHash, hash: hashOf(previousHash, record) };
}

/** The first sequence whose link does not follow from the one before it; undefined when the chain is whole. */
export function firstBroken(chain: readonly AuditLink[]): number | undefined {
  let previousHash = chainStart;
  for (const [index, entry] of chain.entries()) {
    const follows = entry.sequence === index + 1 && entry.previousHash === previousHash;
    if (!follows || entry.hash !== hashOf(previousHash, entry)) return entry.sequence;
    previousHash = entry.hash;
  }
  return undefined;
}

function hashOf(previousHash: string, { subjectId, sequence, effect, at, actor, action, data }: AuditRecord): string {
  const content = canonicalJson([subjectId, sequence, effect, at.toISOString(), actor, action, data]);
  return createHash('sha256').update(previousHash).update(content).digest('hex');
}
