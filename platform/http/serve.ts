import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import type { Logger } from '../log.ts';

export interface Serving {
  url: string;
  /** Stops accepting, lets what is in hand finish within the deadline, then closes the rest in order. */
  close(): Promise<void>;
}

interface ServeOptions {
  app: Express;
  host: string;
  /** 0 for any free one. */
  port: number;
  log: Logger;
  /** Called in order after the last request: loops, clients, database. */
  closers?: readonly (() => Promise<unknown>)[];
  drainMs?: number;
}

export async function serve({ app, host, port, log, closers = [], drainMs = 10_000 }: ServeOptions): Promise<Serving> {
  const server = createServer(app);
  // Longer than any client of ours keeps an idle connection, so that none is cut while it is being reused.
  server.keepAliveTimeout = 65_000;
  server.listen(port, host);
  await once(server, 'listening');
  const url = urlOf(host, (server.address() as AddressInfo).port);
  log.info({ url }, 'ready');

  async function drain(): Promise<void> {
    const closed = once(server, 'close');
    const deadline = setTimeout(() => server.closeAllConnections(), drainMs);
    // A kept-alive connection turns idle when its answer is out, and would hold the server open.
    const sweep = setInterval(() => server.closeIdleConnections(), 20);
    server.close();
    await closed;
    clearInterval(sweep);
    clearTimeout(deadline);
  }

  async function close(): Promise<void> {
    await drain();
    for (const closer of closers) await closer();
    log.info('stopped');
  }

  return { url, close };
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
