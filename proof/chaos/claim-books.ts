/** What the settlement service keeps of claims, read from its database. */
import { PrismaClient } from '../../generated/settlement/client.ts';
import type { Accumulators } from '../../domain/settlement/ledger.ts';
import type { Settlement } from '../../domain/settlement/settle.ts';
import { connect } from '../../platform/database.ts';
import type { ClaimRequest } from '../../services/settlement/contract/claims.ts';

export interface BookedClaim {
  readonly institution: string;
  readonly claimNumber: string;
  readonly kind: string;
  readonly replaces: string | null;
  readonly personRef: string;
  readonly region: string;
  readonly year: number;
  readonly request: ClaimRequest;
  readonly settlement: Settlement;
  readonly reversal: { readonly kind: string; readonly replacedBy: string | null } | null;
}

export interface BookedYear {
  readonly personRef: string;
  readonly region: string;
  readonly year: number;
  readonly amounts: Accumulators;
}

export interface ClaimBooks {
  readonly claims: readonly BookedClaim[];
  readonly years: readonly BookedYear[];
}

export async function readClaimBooks(url: string): Promise<ClaimBooks> {
  const { prisma, close } = connect(PrismaClient, url, { max: 1 });
  try {
    const claims = await prisma.claim.findMany({ include: { reversal: true } });
    const years = await prisma.personYear.findMany();
    return { claims: claims as unknown as BookedClaim[], years: years as unknown as BookedYear[] };
  } finally {
    await close();
  }
}
