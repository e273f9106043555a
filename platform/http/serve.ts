import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Express } from 'express';
import type { Registry } from 'prom-client';
import type { Logger } from '../log.ts';
import { metricsApp } from './operational.ts';

export interface Serving {
  url: string;
  /** Where the metrics are, if anywhere. */
  metricsUrl: string | undefined;
  /** Stops accepting, lets what is in hand finish within the deadline, then closes the rest in order. */
  close(): Promise<void>;
}

interface ServeOptions {
  app: Express;
  host: string;
  /** 0 for any free one. */
  port: number;
  log: Logger;
  /** Served on another port; left out, or without one: nowhere. */
  metrics?: { registry: Registry; host: string; port: number | undefined };
  /** Called in order after the last request: loops, clients, database. */
  closers?: readonly (() => Promise<unknown>)[];
  drainMs?: number;
}

export async function serve(options: ServeOptions): Promise<Serving> {
  const { app, host, port, log, metrics, closers = [], drainMs = 10_000 } = options;
  const server = createServer(app);
  // Longer than any client of ours keeps an idle connection, so that none is cut while it is being reused.
  server.keepAliveTimeout = 65_000;
  const endIdle = trackConnections(server);
  server.listen(port, host);
  await once(server, 'listening');
  const url = urlOf(host, (server.address() as AddressInfo).port);
  const measured = metrics?.port === undefined ? undefined : await serveMetrics(metrics, metrics.port);
  log.info({ url }, 'ready');

  async function drain(): Promise<void> {
    const closed = once(server, 'close');
    const deadline = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close();
    endIdle();
    await closed;
    clearTimeout(deadline);
  }

  async function close(): Promise<void> {
    await drain();
    for (const closer of closers) await closer();
    await measured?.close();
    log.info('stopped');
  }

  return { url, metricsUrl: measured?.url, close };
}

async function serveMetrics({ registry, host }: NonNullable<ServeOptions['metrics']>, port: number) {
  const server = createServer(metricsApp(registry)).listen(port, host);
  await once(server, 'listening');
  return {
    url: `${urlOf(host, (server.address() as AddressInfo).port)}/metrics`,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * Answers how to end every connection that has no request in hand, and each other one once its answer is out. Node's
 * own closeIdleConnections passes over those that were opened and never used, as browsers do ahead of time.
 */
function trackConnections(server: Server): () => void {
  const requestsInHand = new Map<Socket, number>();
  let ending = false;
  server.on('connection', (socket) => {
    requestsInHand.set(socket, 0);
    socket.once('close', () => requestsInHand.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    requestsInHand.set(socket, (requestsInHand.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const inHand = requestsInHand.get(socket);
      if (inHand === undefined) return; // the client has gone
      requestsInHand.set(socket, inHand - 1);
      if (ending && inHand === 1) socket.end();
    });
  });
  return () => {
    ending = true;
    for (const [socket, inHand] of requestsInHand) if (inHand === 0) socket.destroy();
  };
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
