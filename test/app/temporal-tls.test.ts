import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { createServer as createTlsServer, type Server, type TlsOptions } from 'node:tls';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connectionOptions, connectTemporal, type TemporalConfig } from '../../app/temporal.ts';
import { ConfigError } from '../../platform/config.ts';
import { encryptedPayloads } from '../../worker/data-converter.ts';
import { silent } from '../services/harness.ts';
import { createAuthority } from '../support/certificates.ts';
import { installRuntime } from '../support/temporal-runtime.ts';

/** A Temporal server behind TLS that asks for a certificate, as one in a cluster does. */
let authority: ReturnType<typeof createAuthority>;
let proxy: Server;
let address: string;
let ours: Partial<TemporalConfig>;
const seen: { client: string; bytes: Buffer[] }[] = [];

beforeAll(async () => {
  installRuntime();
  authority = createAuthority();
  const server = authority.sign('temporal.internal');
  const client = authority.sign('manteban-app');
  proxy = await proxyTo(inject('temporalAddress'), {
    key: readFileSync(server.key),
    cert: readFileSync(server.cert),
    ca: authority.caText,
    requestCert: true,
    rejectUnauthorized: true,
  });
  address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  ours = {
    TEMPORAL_TLS_CA: authority.ca,
    TEMPORAL_TLS_CERT: client.cert,
    TEMPORAL_TLS_KEY: client.key,
    TEMPORAL_TLS_SERVER_NAME: 'temporal.internal',
  };
});

afterAll(() => {
  proxy.close();
  rmSync(authority.folder, { recursive: true });
});

async function proxyTo(target: string, options: TlsOptions): Promise<Server> {
  const [host, port] = target.split(':');
  const server = createTlsServer({ ...options, ALPNProtocols: ['h2'] }, (socket) => {
    const record = { client: String(socket.getPeerCertificate().subject?.CN), bytes: [] as Buffer[] };
    seen.push(record);
    socket.on('data', (chunk: Buffer) => record.bytes.push(chunk));
    const behind = connect(Number(port), host);
    socket.pipe(behind).pipe(socket);
    for (const end of [socket, behind]) end.on('error', () => undefined);
    socket.once('close', () => behind.destroy());
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function configured(variables: Partial<TemporalConfig>): TemporalConfig {
  return { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'default', ...variables };
}

async function answers(variables: Partial<TemporalConfig>): Promise<boolean> {
  const opened = NativeConnection.connect(connectionOptions(configured(variables)));
  const connection = await opened.catch(() => undefined);
  await connection?.close();
  return connection !== undefined;
}

describe('Temporal over TLS', () => {
  it('is reached with our certificate, by client and workers alike', async () => {
    const dataConverter = encryptedPayloads(`k1:${Buffer.alloc(32, 1).toString('base64')}`);
    const temporal = connectTemporal({ config: configured(ours), dataConverter, log: silent });
    const connection = await temporal.connected;
    await temporal.ping();
    await connection.withDeadline(Date.now() + 5_000, () => connection.workflowService.getSystemInfo({}));
    expect(seen.at(-1)!.client).toBe('manteban-app');
    await temporal.close();
  });

  it.each([
    ['without a certificate of ours', { TEMPORAL_TLS_CERT: undefined, TEMPORAL_TLS_KEY: undefined }],
    ['where the server is of another name', { TEMPORAL_TLS_SERVER_NAME: 'other.internal' }],
    ['where nobody we trust signed its certificate', { TEMPORAL_TLS_CA: undefined }],
    ['in plain', { ...noTls() }],
  ])('is not reached %s', async (_, differing) => {
    expect(await answers({ ...ours, ...differing })).toBe(false);
  });

  it('is told the key of the API with each call', async () => {
    await answers({ ...ours, TEMPORAL_API_KEY: 'a-key-of-the-namespace' });
    expect(connectionOptions(configured({ TEMPORAL_API_KEY: 'a-key-of-the-namespace' }))).toMatchObject({
      apiKey: 'a-key-of-the-namespace',
      tls: {},
    });
  });
});

function noTls(): Partial<TemporalConfig> {
  const names = ['TEMPORAL_TLS_CA', 'TEMPORAL_TLS_CERT', 'TEMPORAL_TLS_KEY', 'TEMPORAL_TLS_SERVER_NAME'] as const;
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

it.each<[string, Partial<TemporalConfig>, RegExp]>([
  ['a certificate without its key', { TEMPORAL_TLS_CERT: 'x' }, /TEMPORAL_TLS_KEY: set both, or neither/],
  ['a file that is not there', { TEMPORAL_TLS_CA: '/nowhere/ca.pem' }, /TEMPORAL_TLS_CA: is no file/],
  [
    'TLS that is off and asked for',
    { TEMPORAL_TLS: 'off', TEMPORAL_API_KEY: 'a-key-of-the-namespace' },
    /asks for TLS/,
  ],
])('%s is refused at the start', (_, variables, message) => {
  const read = () => connectionOptions(configured(variables));
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(message);
});
