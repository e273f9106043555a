import { readFileSync } from 'node:fs';
import { Client, type DataConverter } from '@temporalio/client';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import type { z } from 'zod';
import { DomainError } from '../domain/errors.ts';
import { ConfigError, type temporalVariables } from '../platform/config.ts';
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
  config: TemporalConfig;
  dataConverter: DataConverter;
  log: Logger;
}

export type TemporalConfig = z.output<z.ZodObject<typeof temporalVariables>>;

/**
 * The files are read once; the server's certificate is always verified where there is TLS.
 * @throws ConfigError
 */
export function connectionOptions(config: TemporalConfig): NativeConnectionOptions & { address: string } {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_TLS, TEMPORAL_TLS_CA, TEMPORAL_TLS_CERT, TEMPORAL_TLS_KEY } = config;
  const { TEMPORAL_TLS_SERVER_NAME: serverNameOverride, TEMPORAL_API_KEY: apiKey } = config;
  const any = [TEMPORAL_TLS_CA, TEMPORAL_TLS_CERT, TEMPORAL_TLS_KEY, serverNameOverride, apiKey].some(Boolean);
  if (TEMPORAL_TLS === 'off' && any) throw wrong('TEMPORAL_TLS: is off, and another variable asks for TLS');
  if (!TEMPORAL_TLS_CERT !== !TEMPORAL_TLS_KEY) {
    throw wrong('TEMPORAL_TLS_CERT, TEMPORAL_TLS_KEY: set both, or neither');
  }
  if (!any && TEMPORAL_TLS !== 'on') return { address };
  const ca = contentOf('TEMPORAL_TLS_CA', TEMPORAL_TLS_CA);
  const crt = contentOf('TEMPORAL_TLS_CERT', TEMPORAL_TLS_CERT);
  const key = contentOf('TEMPORAL_TLS_KEY', TEMPORAL_TLS_KEY);
  return {
    address,
    tls: {
      ...(ca && { serverRootCACertificate: ca }),
      ...(crt && key && { clientCertPair: { crt, key } }),
      ...(serverNameOverride && { serverNameOverride }),
    },
    ...(apiKey && { apiKey }),
  };
}

function contentOf(variable: string, path: string | undefined): Buffer | undefined {
  try {
    return path === undefined ? undefined : readFileSync(path);
  } catch {
    throw wrong(`${variable}: is no file that can be read`);
  }
}

function wrong(line: string): ConfigError {
  return new ConfigError(`Environment variables to set or correct:\n  ${line}`);
}

const retryAfterMs = 1_000;
const pingWithinMs = 1_000;

/**
 * Connects in the background, as long as it takes: a receipt does not need Temporal, so neither does a start of the
 * API.
 */
export function connectTemporal({ config, dataConverter, log }: TemporalOptions): Temporal {
  const { TEMPORAL_NAMESPACE: namespace } = config;
  const options = connectionOptions(config);
  let client: Client | undefined;
  let closing = false;

  async function connect(): Promise<NativeConnection> {
    for (;;) {
      try {
        const connection = await NativeConnection.connect(options);
        if (closing) {
          await connection.close();
          throw new Error('Closed while connecting.');
        }
        client = new Client({ connection, namespace, dataConverter });
        return connection;
      } catch (error) {
        if (closing) throw error;
        log.warn(
          { address: options.address, reason: (error as Error).message },
          'the Temporal server is not reached yet',
        );
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
