import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Before the service has seen the request; or once it has answered, so what it did is committed. */
export type Point = 'beforeService' | 'afterService';

interface Trap {
  point: Point;
  about: string;
  strike: () => Promise<void>;
  sprung: () => void;
}

/** Stands between the app and one service, and lets a test strike at a named point of an exchange. */
export class FaultProxy {
  readonly #server: Server;
  readonly #target: string;
  readonly #committed: string[] = [];
  #trap: Trap | undefined;

  private constructor(server: Server, target: string) {
    this.#server = server;
    this.#target = target;
    server.on('request', (request, response) => void this.#pass(request, response));
  }

  static async before(target: string): Promise<FaultProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FaultProxy(server, target);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How often the service has answered a PUT whose path holds this text. */
  committed(text: string): number {
    return this.#committed.filter((path) => path.includes(text)).length;
  }

  /**
   * `strike` runs at that point of the next PUT whose path holds `about`, and whose answer never arrives; resolves once
   * it has run.
   */
  strikeAt(point: Point, about: string, strike: () => Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      this.#trap = { point, about, strike, sprung: resolve };
    });
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await buffer(request);
      if (await this.#struck('beforeService', request)) return void response.destroy();
      const { status, text, type } = await this.#forward(request, body);
      if (request.method === 'PUT') this.#committed.push(pathOf(request));
      if (await this.#struck('afterService', request)) return void response.destroy();
      response.writeHead(status, { 'content-type': type }).end(text);
    } catch {
      response.destroy(); // one of the two sides is gone
    }
  }

  async #struck(point: Point, request: IncomingMessage): Promise<boolean> {
    const trap = this.#trap;
    if (request.method !== 'PUT' || trap?.point !== point || !pathOf(request).includes(trap.about)) return false;
    this.#trap = undefined;
    await trap.strike();
    trap.sprung();
    return true;
  }

  async #forward({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer<ArrayBuffer>) {
    const { authorization = '', 'content-type': sent = 'application/json' } = headers;
    const response = await fetch(this.#target + url, {
      method,
      headers: { authorization, 'content-type': sent },
      body: method === 'GET' ? null : body,
    });
    return { status: response.status, text: await response.text(), type: response.headers.get('content-type') ?? '' };
  }
}

function pathOf({ url = '' }: IncomingMessage): string {
  return decodeURIComponent(url);
}
