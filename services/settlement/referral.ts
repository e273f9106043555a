import { DomainError } from '../../domain/errors.ts';
import type { ClaimId, ReferralUse } from './claim-rows.ts';
import type { Referral } from './contract/claims.ts';

interface Referred {
  readonly personRef: string;
  readonly servedOn: string;
  readonly referral?: Referral | undefined;
}

/**
 * A referral proves itself by its number: given by another institution, not after the day of care, to one person, and
 * used by one claim, whose place another may take.
 * @param use as it is recorded; null where nobody used it
 * @param replaced the claim in whose place the request comes
 * @throws DomainError INVALID_REQUEST, REFERRAL_NOT_VALID
 */
export function requireReferral(
  institution: string,
  { personRef, servedOn, referral }: Referred,
  use: ReferralUse | null,
  replaced?: ClaimId,
): void {
  if (!referral) return;
  const wrong = [
    ...(referral.issuer === institution ? [of('issuer', 'is the institution that claims')] : []),
    ...(referral.on > servedOn ? [of('on', `is after the day of care, ${servedOn}`)] : []),
  ];
  if (wrong.length > 0) throw new DomainError('INVALID_REQUEST', 'This is no referral to here.', { findings: wrong });
  const why = use && whyNotValid(use, referral, personRef, replaced);
  if (!why) return;
  const { issuer, number } = referral;
  throw new DomainError('REFERRAL_NOT_VALID', `Referral ${number} of ${issuer} is not valid here: ${why}.`, {
    params: { issuer, number, why },
  });
}

export function whyNotValid(
  use: ReferralUse,
  { on }: Referral,
  personRef: string,
  replaced?: ClaimId,
): 'ofAnotherPerson' | 'ofAnotherDay' | 'usedBefore' | undefined {
  if (use.personRef !== personRef) return 'ofAnotherPerson';
  if (use.on !== on) return 'ofAnotherDay';
  const isReplaced = use.institution === replaced?.institution && use.claimNumber === replaced.claimNumber;
  return use.stands && !isReplaced ? 'usedBefore' : undefined;
}

function of(field: keyof Referral, problem: string) {
  return { where: `/body/referral/${field}`, problem, hint: 'Name the institution, number and day of the referral.' };
}
