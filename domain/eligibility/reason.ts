import type { Reason } from './verdict.ts';

type Params = Readonly<Record<string, 'one' | 'many'>>;

/** What the rules may refuse for: facts of the registers, nothing clinical (PRACTICE, Who decides). */
const formal = {
  personDeceased: {},
  notInsured: { insuranceType: 'one' },
  insuranceTypeNotCovered: { insuranceType: 'one', disease: 'one' },
  diseaseNotListed: { disease: 'one' },
  alreadyRecognised: { disease: 'one', filingNumber: 'one' },
  /** What is held already gives all that this disease would. */
  supersedingDiseaseHeld: { disease: 'one', held: 'many' },
} as const satisfies Record<string, Params>;

/** What only a named person may refuse for. */
const clinical = {
  criterionNotMet: { criterion: 'one' },
  evidenceInsufficient: { criterion: 'one' },
} as const satisfies Record<string, Params>;

/** What the rules leave to a person who can ask and read; in the end it may be a reason to refuse as well. */
const doubtful = {
  personUnknown: {},
  /** In force on the day of the application, and no longer. */
  insuranceLapsed: { insuranceType: 'one' },
  recognitionMissing: { disease: 'one' },
  exclusiveDiseaseHeld: { disease: 'one', held: 'many' },
} as const satisfies Record<string, Params>;

/** What is still to be read, supplied or chosen; never itself a reason to refuse. */
const incomplete = {
  /** Which of the two goes on has to be settled before the rules approve either. */
  exclusiveDiseaseAppliedFor: { disease: 'one', others: 'many' },
  institutionNotChosen: {},
  /** Whether it was entered for whom it names, and by whom the person has authorised. */
  identityNotVerified: {},
  nameDiffers: {},
  appliedForAlready: { disease: 'one' },
  institutionNotDesignated: { institution: 'one', disease: 'one' },
  /** A paper was uploaded for these evidences, no structured record says the same. */
  paperToRead: { criterion: 'one', evidence: 'many' },
  /** Nothing was supplied; all of `required`, and one of `alternatives` where there are any. */
  evidenceMissing: { criterion: 'one', required: 'many', alternatives: 'many' },
  /** The settlement service will not register the approval: an error code, and its own words. */
  filingRefused: { refusal: 'one', detail: 'one' },
} as const satisfies Record<string, Params>;

/** Every reason code with the params that its texts may use. */
export const reasonParams = { ...formal, ...clinical, ...doubtful, ...incomplete } as const;

export type ReasonCode = keyof typeof reasonParams;

export const formalReasonCodes = Object.keys(formal) as (keyof typeof formal)[];
export const clinicalReasonCodes = Object.keys(clinical) as (keyof typeof clinical)[];
/** What a person may give as the reason of a refusal. */
export const refusalReasonCodes = [
  ...formalReasonCodes,
  ...clinicalReasonCodes,
  ...(Object.keys(doubtful) as (keyof typeof doubtful)[]),
];

/**
 * What settles a point that the rules left open, beside the rules no longer raising it when they are asked again: a
 * paper of the case, what a person with a name found out and writes down, or a correction of what was applied for.
 */
export const settlements = ['paper', 'finding', 'institution', 'insuranceType', 'register'] as const;
export type Settlement = (typeof settlements)[number];

/** Nothing: while the point stands, nobody can approve. `register`: only once the register says otherwise. */
const settledBy: Readonly<Record<ReasonCode, readonly Settlement[]>> = {
  personDeceased: ['register'],
  notInsured: ['insuranceType', 'register'],
  /** It may be resumed, or another one hold by then; nobody takes it for paid. */
  insuranceLapsed: ['insuranceType', 'register'],
  insuranceTypeNotCovered: ['insuranceType'],
  diseaseNotListed: [],
  alreadyRecognised: ['register'],
  criterionNotMet: ['paper'],
  evidenceInsufficient: ['paper'],
  /** A wrong identity number is nobody's to correct: whose insurance, records and recognitions count hangs on it. */
  personUnknown: ['register'],
  /** That of another region, or an old one, stands in no register of ours. */
  recognitionMissing: ['finding', 'register'],
  /** Whoever approves with the other one before them ends that one. */
  exclusiveDiseaseHeld: ['finding', 'register'],
  supersedingDiseaseHeld: ['register'],
  /** Of several under way, whichever is approved first bars the others; whoever decides this one says which. */
  exclusiveDiseaseAppliedFor: ['finding', 'register'],
  institutionNotChosen: ['institution'],
  institutionNotDesignated: ['institution'],
  paperToRead: ['paper', 'register'],
  evidenceMissing: ['paper', 'register'],
  /** Whoever has seen the person, or the authorisation, says so under their own name. */
  identityNotVerified: ['finding'],
  nameDiffers: ['finding', 'register'],
  /** There is one application at a time: the other one has to end first. */
  appliedForAlready: [],
  filingRefused: [],
};

/** Of a code that the table does not have, nothing. */
export function settlementsOf(code: string): readonly Settlement[] {
  return Object.hasOwn(settledBy, code) ? settledBy[code as ReasonCode] : [];
}

type ParamsOf<C extends ReasonCode> = {
  readonly [P in keyof (typeof reasonParams)[C]]: (typeof reasonParams)[C][P] extends 'many'
    ? readonly string[]
    : string;
};

export function reason<C extends ReasonCode>(code: C, clause: string, params: ParamsOf<C>): Reason {
  return { code, clause, params };
}

const ofIdentity: readonly string[] = ['identityNotVerified', 'nameDiffers'] satisfies ReasonCode[];

/** Whether a named person has to look at identity and authorisation before anything is decided. */
export function needsIdentityCheck(open: readonly Reason[]): boolean {
  return open.some(({ code }) => ofIdentity.includes(code));
}

/** What is left once a named person has looked at them. */
export function withoutIdentityChecks(open: readonly Reason[]): readonly Reason[] {
  return open.filter(({ code }) => !ofIdentity.includes(code));
}

/** Whether only the applicant can supply what is open; the rest is for people to read or settle. */
export function isMissing(code: string): boolean {
  return code === 'evidenceMissing' || code === 'institutionNotChosen';
}

/** What a request for papers may ask for: what is missing, and another choice where the first one fell away. */
export function isAskedFor(code: string): boolean {
  return isMissing(code) || code === 'institutionNotDesignated';
}
