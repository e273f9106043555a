import type { Text } from './notices/text.ts';

/**
 * The one error of the domain. A code names what is wrong, for programs; `where` and `hint` tell a person what to do.
 * Two translators know it: problem+json (platform/http) and Temporal's ApplicationFailure (activities).
 */
export type ErrorKind =
  'invalid' | 'unauthenticated' | 'forbidden' | 'missing' | 'conflict' | 'rule' | 'limited' | 'unavailable';

const kinds = {
  /** The request does not have the declared shape. */
  INVALID_REQUEST: 'invalid',
  /** The uploaded bytes are not of a type that is accepted. */
  DOCUMENT_TYPE_NOT_ACCEPTED: 'invalid',
  /** The uploaded bytes do not open, or show no page or picture; params.problem. */
  DOCUMENT_NOT_READABLE: 'invalid',
  DOCUMENT_TOO_LARGE: 'invalid',
  CURSOR_INVALID: 'invalid',
  /** A policy pack or overlay breaks its schema; carries file, line and column. */
  POLICY_INVALID: 'invalid',

  /** No bearer token, or one that does not verify. */
  NOT_AUTHENTICATED: 'unauthenticated',
  /** The caller's roles, region or relation to the case do not permit this. */
  NOT_PERMITTED: 'forbidden',
  /** Somebody who handled or entered the case may not decide it as well. */
  FOUR_EYES: 'forbidden',

  NOT_FOUND: 'missing',

  /** The same Idempotency-Key came with another body. */
  IDEMPOTENCY_CONFLICT: 'conflict',
  /** The person already has this disease applied for or recognised; params.existing links to it. */
  DUPLICATE_APPLICATION: 'conflict',
  /** The row has changed since the caller read it. */
  VERSION_CONFLICT: 'conflict',
  /** The action is not permitted in the present state; params.state names it. */
  STATE_CONFLICT: 'conflict',
  /** What a message to a workflow claims does not stand in the record, or did not come from this system. */
  NOT_IN_RECORD: 'conflict',

  /** A figure that the documents leave out and no overlay supplies; params: pack, path, clause. */
  PARAMETER_NOT_CONFIGURED: 'rule',
  PACK_UNKNOWN: 'rule',
  /** The region's recognition figures are not all configured; params.missing lists them. */
  REGION_NOT_OPEN: 'rule',
  DISEASE_NOT_LISTED: 'rule',
  /** The pack names no procedure for the disease. */
  NO_PROCEDURE: 'rule',
  /** An agent applies without authorisation, or a channel needs an agent and there is none. */
  AGENT_NOT_AUTHORISED: 'rule',
  DOCUMENT_UNKNOWN: 'rule',
  /** An approval names no institution that may treat the disease; params: institution, disease. */
  INSTITUTION_NOT_DESIGNATED: 'rule',
  /** The code for a consent is wrong, expired, used, or was tried too often; params: minutes, attempts. */
  CONSENT_CODE_INVALID: 'rule',
  /** As many codes as a day has were sent to this person; params.most. */
  CONSENT_CODES_USED_UP: 'rule',
  /** The time for 异议复核 is over; params.until. */
  APPEAL_TOO_LATE: 'rule',
  /** A task of this kind is not answered so; params: outcome, kind. */
  ANSWER_NOT_POSSIBLE: 'rule',
  /** A step for which nobody on the register may be asked; params say what is missing. */
  NOBODY_COMPETENT: 'rule',
  /** The person is not covered for the disease, at this institution, on this day; params: disease, why. */
  NOT_COVERED: 'rule',
  /** A number that refers somebody else, was given on another day or is used by another claim; params: issuer, why. */
  REFERRAL_NOT_VALID: 'rule',
  /** Assistance at a lower ratio for hardship, by more than the pack allows; params.most. */
  REDUCTION_TOO_LARGE: 'rule',
  /** A round cannot be opened to close then; params say when it can: earliest (an instant), latest or next (a day). */
  ROUND_TIMES_INVALID: 'rule',
  /** A refusal without a reason and its clause, or an approval that leaves open points unanswered. */
  DECISION_INCOMPLETE: 'rule',

  /**
   * As many tasks as somebody may take are taken; params: limit (held | returned), most, again (an instant
   * or null), retryAfter (seconds, where there is an instant).
   */
  LIMIT_REACHED: 'limited',

  /** Another part did not answer in time or answered that it cannot; params.dependency names it. */
  DEPENDENCY_UNAVAILABLE: 'unavailable',
  /**
   * A date outside the years of the working-day calendar; adding the year's schedule mends it, so effects wait for it.
   */
  CALENDAR_NOT_COVERED: 'unavailable',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof kinds;

export const errorCodes = Object.keys(kinds) as ErrorCode[];

export interface Finding {
  /** JSON pointer, file:line:column, or a path in the pack. */
  where: string;
  problem: string;
  hint?: string;
}

interface Details {
  params?: Record<string, unknown>;
  findings?: readonly Finding[];
  words?: (text: Text) => string;
  cause?: unknown;
}

export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, unknown>>;
  readonly findings: readonly Finding[];
  /** The message in the language of whoever is told; undefined = it is for programmers alone. */
  readonly words: ((text: Text) => string) | undefined;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'DomainError';
    this.code = code;
    this.params = details.params ?? {};
    this.findings = details.findings ?? [];
    this.words = details.words;
  }

  get kind(): ErrorKind {
    return kinds[this.code];
  }
}

/** @param kind as people call it: `There is no registry event 7.`, with the parameter `registryEvent` */
export function notFound(kind: string, id: string): DomainError {
  const parameter = kind.replace(/ (\w)/g, (_, initial: string) => initial.toUpperCase());
  return new DomainError('NOT_FOUND', `There is no ${kind} ${id}.`, { params: { [parameter]: id } });
}

export function isDomainError(error: unknown): error is DomainError {
  return error instanceof DomainError;
}
