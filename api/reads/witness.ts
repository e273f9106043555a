import type { Caller } from '../../domain/access/access.ts';
import { DomainError, isDomainError } from '../../domain/errors.ts';
import type { Shown } from '../../domain/reads/data-kinds.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Exchange, Witness } from '../../platform/http/mount.ts';
import { lookupId } from '../../platform/sealing.ts';
import type { PersonalReads, Reader } from '../../store/reads/reads.ts';
import { subjectsInPath, type Disclosing } from '../http/disclosing.ts';
import type { ApiRoute } from '../http/route.ts';

interface Dependencies {
  reads: Pick<PersonalReads, 'add'>;
  clock: Clock;
  /** 32 bytes in base64, for keyed hashes. */
  lookupKey: string;
}

/** What a read is told of who reads. */
export type Reading = Pick<Exchange<Caller>, 'caller' | 'operationId' | 'requestId'>;

export function readerOf({ caller, operationId: operation, requestId }: Reading, at: Date): Reader {
  const { subject: reader, roles, standsInFor = [] } = caller;
  return { reader, roles, operation, requestId, at, absentees: standsInFor.map((absent) => absent.subject) };
}

/**
 * Writes down who is shown what of whom, and who was refused it, before either is answered. What cannot be written down
 * is not shown.
 */
export function createWitness(routes: readonly ApiRoute[], { reads, clock, lookupKey }: Dependencies): Witness<Caller> {
  const declared = new Map<string, Disclosing>(routes.map((one) => [one.operationId, one]));

  return {
    async answered(exchange, answer) {
      const { discloses } = declared.get(exchange.operationId)!;
      // A hot path has written its row with what it did.
      if (discloses === 'nothing' || answer.isWritten) return;
      const shown = discloses(answer, exchange);
      if (shown) await add(exchange, shown);
    },

    async refused(exchange, error) {
      if (!isDomainError(error)) return;
      const shown = error.kind === 'forbidden' ? refusal(exchange, error) : toldByRefusal(error);
      if (shown) await add(exchange, shown);
    },
  };

  function refusal(exchange: Exchange<Caller>, { code }: DomainError): Shown | undefined {
    const { concerns } = declared.get(exchange.operationId)!;
    const subjects = subjectsInPath(exchange) ?? (exchange.body === undefined ? undefined : concerns?.(exchange));
    return subjects && { ...subjects, kinds: [], refusal: code };
  }

  /** @throws DomainError DEPENDENCY_UNAVAILABLE */
  async function add(exchange: Exchange<Caller>, { identityNumbers = [], persons = [], ...shown }: Shown) {
    const byNumber = identityNumbers.map((idNumber) => lookupId(lookupKey, idNumber));
    try {
      await reads.add(readerOf(exchange, clock.now()), { ...shown, persons: [...persons, ...byNumber] });
    } catch (cause) {
      throw notWritten(cause);
    }
  }
}

export function notWritten(cause: unknown): DomainError {
  return new DomainError('DEPENDENCY_UNAVAILABLE', 'What this shows could not be put down in the record of reads.', {
    params: { dependency: 'record of reads' },
    cause,
  });
}

/** Some refusals tell something of somebody themselves. */
function toldByRefusal({ params }: DomainError): Shown | undefined {
  const { existing } = params;
  const [, id] = typeof existing === 'string' ? (/^\/v1\/applications\/([\da-f-]{36})$/.exec(existing) ?? []) : [];
  return id === undefined ? undefined : { cases: [id], kinds: ['course', 'diagnosis'] };
}
