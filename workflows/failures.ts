import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { isDomainError, type DomainError } from '../domain/errors.ts';

/** A domain error as Temporal carries it: its code as the type, final unless waiting may help. */
export function toFailure(error: DomainError): ApplicationFailure {
  const { code, message, params, findings } = error;
  const nonRetryable = error.kind !== 'unavailable';
  return ApplicationFailure.create({ type: code, message, nonRetryable, details: [{ params, findings }] });
}

/** The code by which an effect was refused for good; undefined for whatever else went wrong. */
export function codeOf(error: unknown): string | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.nonRetryable ? (cause.type ?? undefined) : undefined;
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
