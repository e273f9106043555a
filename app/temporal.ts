import { Client, type DataConverter } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { DomainError } from '../domain/errors.ts';
import type { Logger } from '../platform/log.ts';

export interface Temporal {
  /** @throws DomainError DEPENDENCY_UNAVAILABLE until the server has been reached. */
  client(): Client;
  /** The one connection of this process: the client shares it with the workers, which eager starts need. */
  readonly connected: Promise<NativeConnection>;
  ping(): Promise<void>;
  /** Ends the attempts to connect. False where the connection is there: then what uses it must end first. */
  giveUp(): boolean;
  close(): Promise<void>;
}

interface TemporalOptions {
  address: string;
  namespace: string;
  dataConverter: DataConverter;
  log: Logger;
}

const retryAfterMs = 1_000;
const pingWithinMs = 1_000;

/**
 * Connects in the background, as long as it takes: a receipt does not need Temporal, so neither does a start of the
 * API.
 */
export function connectTemporal({ address, namespace, dataConverter, log }: TemporalOptions): Temporal {
  let client: Client | undefined;
  let closing = false;

  async function connect(): Promise<NativeConnection> {
    for (;;) {
      try {
        const connection = await NativeConnection.connect({ address });
        if (closing) {
          await connection.close();
          throw new Error('Closed while connecting.');
        }
        client = new Client({ connection, namespace, dataConverter });
        return connection;
      } catch (error) {
        if (closing) throw error;
        log.warn({ address, reason: (error as Error).message }, 'the Temporal server is not reached yet');
        await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
      }
    }
  }

  function connectedClient(): Client {
    if (client) return client;
    throw new DomainError('DEPENDENCY_UNAVAILABLE', 'The Temporal server has not been reached yet.', {
      params: { dependency: 'temporal' },
    });
  }

  const connected = connect();
  // Whoever needs the connection awaits it; nobody does once the process closes.
  connected.catch(() => undefined);
  return {
    connected,
    client: connectedClient,
    async ping() {
      const temporal = connectedClient();
      await temporal.withDeadline(Date.now() + pingWithinMs, () => temporal.workflowService.getSystemInfo({}));
    },
    giveUp() {
      closing = true;
      return client === undefined;
    },
    async close() {
      closing = true;
      if (client) await (await connected).close();
    },
  };
}
