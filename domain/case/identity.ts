/**
 * How it is known that a case was entered for the person whom it names (PRACTICE, Identity): by the person's own token;
 * a desk stated that the person was present, with what proved it; the system renews what the person holds; nobody has
 * shown it yet; the name is not the register's; a named person has checked identity and authorisation.
 */
export const caseIdentities = ['ownToken', 'present', 'renewal', 'unverified', 'doubtful', 'checked'] as const;

export type CaseIdentity = (typeof caseIdentities)[number];

const notVouchedFor: readonly CaseIdentity[] = ['unverified', 'doubtful'];

/** Identities for which somebody vouches, for lists. */
export const vouchedIdentities = caseIdentities.filter(isVouchedFor);

/** The rules may decide, and the registers may be spoken of. */
export function isVouchedFor(identity: CaseIdentity): boolean {
  return !notVouchedFor.includes(identity);
}

/** What shows at a desk who is present. */
export const presenceProofs = ['identityCard', 'socialSecurityCard', 'electronicCredential'] as const;

export type PresenceProof = (typeof presenceProofs)[number];

/** Whether two spellings are one name: spaces, width and the dots within names say nothing. */
export function isSameName(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/[\s\p{Cf}·•・．‧∙.]/gu, '')
    .toLocaleLowerCase('zh-CN');
}
