import { createHash } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { policyHistory, type PolicyTerm } from '../../domain/policy/history.ts';
import { missingRecognitionFigures } from '../../domain/policy/recognition.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { localDay } from '../../domain/time-zone.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import { readPolicyTexts } from '../../platform/policy-texts.ts';
import type { PolicyReference } from '../../workflows/messages.ts';

export interface PublishedPolicy {
  readonly policy: Policy;
  readonly reference: PolicyReference;
}

/** What is in force on a day; where none is given, today. */
export interface PublishedPolicies {
  /** @throws DomainError PACK_UNKNOWN, REGION_NOT_OPEN naming the figures that are missing. */
  openRegion(region: string, on?: PlainDate): PublishedPolicy;
  /** Of each region. */
  all(on?: PlainDate): readonly PublishedPolicy[];
}

/** As they were read at the start. */
export interface PublishedHistory extends PublishedPolicies {
  /** Of every day. */
  ever(): readonly PublishedPolicy[];
}

/**
 * The packs under `policies/` with the operator's overlays, each pair that is ever in force stored as an immutable row:
 * a case keeps the contents that held on the day of its receipt.
 * @throws DomainError POLICY_INVALID
 */
export async function publishPolicies(
  prisma: PrismaClient,
  { packs, overlays, clock }: { packs: string; overlays: string | undefined; clock: Clock },
): Promise<PublishedHistory> {
  const texts = readPolicyTexts(packs, overlays);
  const history = policyHistory(texts.packs, texts.overlays);
  const terms = history.regions.flatMap((region) => [...history.termsOf(region)]);
  const published = new Map(terms.map((term) => [term, publishedAs(term)]));
  const storedAt = clock.now();
  await prisma.policyVersion.createMany({ data: terms.map((term) => rowOf(term, storedAt)), skipDuplicates: true });
  const today = () => localDay(clock.now());
  return {
    all: (on = today()) =>
      history.regions.flatMap((region) => {
        const term = history.on(region, on);
        return term ? [published.get(term)!] : [];
      }),
    ever: () => [...published.values()],
    openRegion(region, on = today()) {
      const term = history.on(region, on);
      if (!term) throw notCovered(region, on, history.termsOf(region), history.regions);
      requireOpen(term.policy);
      return published.get(term)!;
    },
  };
}

function publishedAs({ policy, pack, overlay }: PolicyTerm): PublishedPolicy {
  const { id, version } = policy;
  const shas = { packSha: sha256(pack.text), overlaySha: overlay ? sha256(overlay.text) : null };
  return { policy, reference: { pack: policy.pack, version, ...shas, id } };
}

function rowOf(term: PolicyTerm, storedAt: Date) {
  const { reference } = publishedAs(term);
  return { ...reference, packText: term.pack.text, overlayText: term.overlay?.text ?? null, storedAt };
}

function notCovered(region: string, on: PlainDate, terms: readonly PolicyTerm[], known: readonly string[]) {
  const from = terms[0]?.from;
  if (from) {
    const message = `Nothing is in force in the region ${region} on ${on}; it begins ${from}.`;
    return new DomainError('PACK_UNKNOWN', message, { params: { region, on, from } });
  }
  return new DomainError('PACK_UNKNOWN', `No policy pack covers the region ${region}.`, { params: { region, known } });
}

function requireOpen(policy: Policy): void {
  const missing = missingRecognitionFigures(policy);
  if (missing.length === 0) return;
  throw new DomainError(
    'REGION_NOT_OPEN',
    `${policy.region.names.en} takes no applications yet: figures are missing.`,
    {
      params: { pack: policy.pack, missing: missing.map(({ path, clause }) => ({ path, clause })) },
    },
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
