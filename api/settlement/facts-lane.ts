import type { RegisteredFacts } from '../../domain/continuity/reported-facts.ts';
import type { Clock } from '../../platform/clock.ts';
import type { JsonClient, RequestOf } from '../../platform/http-client.ts';
import { runLane, type LaneRunner } from '../../platform/lease-runner.ts';
import type { Logger } from '../../platform/log.ts';
import { FactsKept, type PersonFacts } from '../../services/settlement/contract/facts.ts';
import type { FactsToTell, ToTell } from '../../store/registers/facts-to-tell.ts';

interface Dependencies {
  readonly toTell: FactsToTell;
  readonly settlementService: JsonClient;
  readonly clock: Clock;
  readonly log: Logger;
  /** Milliseconds from one look for what has come due to the next. */
  readonly lookEveryMs: number;
}

const peopleAtOnce = 10;

/**
 * The lane of the outbox to the settlement service: what registers say of a person, all of it each time, so that it
 * settles by it while we are down. Repeated, or come late, it changes nothing there.
 */
export function runFactsLane({ toTell, settlementService, clock, log, lookEveryMs }: Dependencies): LaneRunner {
  const told: string[] = [];
  return runLane<ToTell>(
    {
      name: 'facts to the settlement service',
      room: peopleAtOnce,
      pollMs: lookEveryMs,
      async take(room) {
        const done = [...told];
        const due = await toTell.takeDue(done, room, clock.now());
        told.splice(0, done.length);
        return due;
      },
      async carry({ id, personId, version, bornOn, facts }) {
        const said = statementOf(facts, version, bornOn);
        await settlementService.request('PUT', `/v1/persons/${personId}/facts`, FactsKept, said);
        told.push(id);
      },
      failed: ({ id, attempts }, error) => log.warn({ err: error, message: id, attempts }, 'facts not told'),
    },
    log,
  );
}

/** Where registers do not know the person, nothing is said of insurance. */
export function statementOf(
  { person, insurance, categories }: RegisteredFacts,
  version: number,
  bornOn: string | null,
): RequestOf<typeof PersonFacts> {
  return {
    version,
    ...(bornOn && { bornOn }),
    ...(person.diedOn && { diedOn: person.diedOn }),
    ...((person.known || insurance.length > 0) && { insurance: [...insurance] }),
    categories: [...categories],
  };
}
