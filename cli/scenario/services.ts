import type { Clock } from '../../platform/clock.ts';
import { readConfig } from '../../platform/config.ts';
import type { Serving } from '../../platform/http/serve.ts';
import { startNotification, variables as notificationVariables } from '../../services/notification/service.ts';
import { variables as settlementVariables } from '../../services/settlement/config.ts';
import { startSettlement } from '../../services/settlement/service.ts';
import { freePort } from '../stack/ports.ts';

export const serviceNames = ['settlement', 'notification'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** A service that can be out, and comes back at its address. */
export interface Switchable {
  readonly url: string;
  isUp(): boolean;
  down(): Promise<void>;
  up(): Promise<void>;
}

type Environment = Readonly<Record<string, string>>;

/** Both services, with their databases and secrets from the environment, by this clock. */
export async function openServices(environment: Environment, clock: Clock): Promise<Record<ServiceName, Switchable>> {
  const quiet = { ...environment, LOG_LEVEL: 'silent', SMTP_SINK_PORT: '0' };
  return {
    settlement: await createSwitch((PORT) => startSettlement(readConfig(settlementVariables, { ...quiet, PORT }), clock)),
    notification: await createSwitch((PORT) => startNotification(readConfig(notificationVariables, { ...quiet, PORT }), clock)),
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
