import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { z } from 'zod';
import type { Accepted } from '../../services/notification/contract/messages.ts';
import type { TemplateVersion } from '../../services/notification/contract/templates.ts';
import type { Filing } from '../../services/settlement/contract/entitlements.ts';
import type { FactsKept } from '../../services/settlement/contract/facts.ts';

/** In place of the two services: answer at once, and remember nothing. */
export async function startStubs(): Promise<{ settlement: string; notification: string; close(): void }> {
  const now = new Date().toISOString();
  let filings = 0;
  const settlement = await stub((path) =>
    path.startsWith('/v1/entitlements/') ? registeredOn(now.slice(0, 10), (filings += 1)) : factsKept,
  );
  const notification = await stub((path) => (path.startsWith('/v1/templates/') ? keptAt(now) : acceptedAt(now)));
  return {
    settlement: settlement.url,
    notification: notification.url,
    close() {
      settlement.close();
      notification.close();
    },
  };
}

const factsKept: z.input<typeof FactsKept> = { kept: true };

function registeredOn(day: string, count: number): z.input<typeof Filing> {
  const filingNumber = `RIZHAO-2026-${String(count).padStart(8, '0')}`;
  return { filingNumber, filedOn: day, state: 'inForce', from: day, until: null, version: 1 };
}

function acceptedAt(now: string): z.input<typeof Accepted> {
  return { messageId: randomUUID(), acceptedAt: now, deliveries: [] };
}

function keptAt(now: string): z.input<typeof TemplateVersion> {
  return { version: 'stub', since: now, sentences: {} };
}

async function stub(answer: (path: string) => object) {
  const server = createServer((request, response) => {
    const body = () => JSON.stringify(answer(request.url ?? ''));
    request.resume().once('end', () => response.writeHead(201, { 'content-type': 'application/json' }).end(body()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
