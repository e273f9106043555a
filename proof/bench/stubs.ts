import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** In place of the two services: answer at once, and remember nothing. */
export async function startStubs(): Promise<{ settlement: string; notification: string; close(): void }> {
  const today = new Date().toISOString();
  const settlement = await stub(() => ({ filingNumber: `RIZHAO-2026-${randomUUID()}`, filedOn: today.slice(0, 10) }));
  const notification = await stub(() => ({ messageId: randomUUID(), acceptedAt: today }));
  return {
    settlement: settlement.url,
    notification: notification.url,
    close() {
      settlement.close();
      notification.close();
    },
  };
}

async function stub(answer: () => object) {
  const server = createServer((request, response) => {
    request
      .resume()
      .once('end', () => response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(answer())));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
