/**
 * 单独同意: the person's own agreement that whoever acts for them learns the diagnosis, or their guardian's (PRACTICE,
 * Disclosure). Nobody else's word opens it.
 */
export const consentGivers = ['person', 'guardian'] as const;
export type ConsentGiver = (typeof consentGivers)[number];

/** By the person's own token; on paper that somebody has looked at; by a code to the telephone of the register. */
export const consentWays = ['ownToken', 'document', 'registerTelephone'] as const;
export type ConsentWay = (typeof consentWays)[number];

/** What keeps a code from being guessed, and a telephone from being rung for ever. */
export const codeRules = { digits: 6, minutes: 10, attempts: 5, perPersonAndDay: 3 } as const;
