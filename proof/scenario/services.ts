import type { Clock } from '../../platform/clock.ts';
import { readConfig } from '../../platform/config.ts';
import type { Serving } from '../../platform/http/serve.ts';
import { variables as notificationVariables } from '../../services/notification/config.ts';
import { startNotification } from '../../services/notification/service.ts';
import { variables as settlementVariables } from '../../services/settlement/config.ts';
import { startSettlement } from '../../services/settlement/service.ts';
import { freePort } from '../../stack/ports.ts';
import { startRefusing, type Refused } from './refusing-settlement.ts';

export const serviceNames = ['settlement', 'notification'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** A service that can be out, and comes back at its address. */
export interface Switchable {
  readonly url: string;
  isUp(): boolean;
  down(): Promise<void>;
  up(): Promise<void>;
}

export interface Services {
  /** From now on it refuses for good what names an institution; undefined: no more. */
  readonly settlement: Switchable & { refuse(named: Refused | undefined): Promise<void> };
  readonly notification: Switchable;
}

type Environment = Readonly<Record<string, string>>;

/**
 * Both services, with their databases and secrets from the environment, by this clock.
 * @param packs folder of the packs; the project's own, unless given
 */
export async function openServices(environment: Environment, clock: Clock, packs?: string): Promise<Services> {
  const quiet = { ...environment, LOG_LEVEL: 'silent', SMTP_SINK_PORT: '0' };
  const start = (PORT: string) => startSettlement(readConfig(settlementVariables, { ...quiet, PORT }), clock, packs);
  let refused: Refused | undefined;
  const settlement = await createSwitch((port) => (refused ? startRefusing(start, port, refused) : start(port)));
  return {
    settlement: {
      ...settlement,
      async refuse(named) {
        refused = named;
        await settlement.down();
        await settlement.up();
      },
    },
    notification: await createSwitch((PORT) =>
      startNotification(readConfig(notificationVariables, { ...quiet, PORT }), clock),
    ),
  };
}

async function createSwitch(start: (port: string) => Promise<Serving>): Promise<Switchable> {
  const port = String(await freePort());
  let serving: Serving | undefined = await start(port);
  return {
    url: serving.url,
    isUp: () => serving !== undefined,
    async down() {
      await serving?.close();
      serving = undefined;
    },
    async up() {
      serving ??= await start(port);
    },
  };
}
