import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { isDomainError, type DomainError } from '../domain/errors.ts';

/** A domain error as Temporal carries it: its code as the type, final unless waiting may help. */
export function toFailure(error: DomainError): ApplicationFailure {
  const { code, message, params, findings } = error;
  const nonRetryable = error.kind !== 'unavailable';
  return ApplicationFailure.create({ type: code, message, nonRetryable, details: [{ params, findings }] });
}

/** Why an effect was refused for good. */
export interface Refusal {
  readonly code: string;
  /** In the words of whoever refused it. */
  readonly detail: string;
}

/** Undefined for whatever else went wrong. */
export function refusalIn(error: unknown): Refusal | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure && cause.nonRetryable && cause.type)) return undefined;
  return { code: cause.type, detail: cause.message };
}

export function codeOf(error: unknown): string | undefined {
  return refusalIn(error)?.code;
}

/** A check whose domain errors leave the workflow as failures that bear their codes. */
export function refusing<A extends unknown[]>(check: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      check(...args);
    } catch (error) {
      throw isDomainError(error) ? toFailure(error) : error;
    }
  };
}
