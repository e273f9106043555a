/** A receipt, and an officer's answer, are durable with Temporal down; the outbox sends them once it is back. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { until } from '../../../stack/until.ts';
import { freePort } from '../../../stack/ports.ts';
import { startSystem, type App, type System } from '../harness.ts';
import { anApplicant, aPatient, officer, registered, submission } from '../people.ts';
import { settled } from '../papers.ts';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system?.close());

/** As if those five seconds had passed after which the outbox sends what the call could not. */
const untilTheOutboxSends = 6_000;

it('a receipt stands, and its case is decided later', async () => {
  const patient = aPatient();
  await system.registers(registered(patient));
  const cutOff = await withoutTemporal();
  const { status, body } = await cutOff.submit(anApplicant(), submission(patient), { prefer: 'wait=0' });
  expect(status).toBe(202);
  const [{ id, links, ...application }] = body.applications;
  expect(application).toMatchObject({ status: 'received', stage: 'received', decision: null });
  expect((await cutOff.as(anApplicant())('GET', links.self)).body.status).toBe('received');
  await cutOff.close();

  system.clock.advance(untilTheOutboxSends);
  await started(id);
  await system.ended(id);
  expect((await system.as(anApplicant())('GET', links.self)).body.decision).toMatchObject({ outcome: 'approved' });
  expect(await system.prisma.outbox.count({ where: { kind: { not: 'personFacts' } } })).toBe(0);
});

it('an answer is kept, and its case takes it later', async () => {
  const patient = aPatient();
  await system.registers(registered(patient, { records: [] }));
  const received = await system.submit(anApplicant(), submission(patient));
  const [{ id: caseId }] = received.body.applications;
  const { id, version } = await system.prisma.task.findFirstOrThrow({ where: { subjectId: caseId } });
  const cutOff = await withoutTemporal();
  const claimed = await cutOff.as(officer)('POST', `/v1/tasks/${id}/claim`, { version });
  const { open } = claimed.body;
  const answers = await settled(cutOff, officer, { id, open });
  const completion = { version: claimed.body.version, decision: { outcome: 'approved', answers } };
  const completed = await cutOff.as(officer)('POST', `/v1/tasks/${id}/completion`, completion);
  expect([completed.status, completed.body.state]).toEqual([202, 'completing']);
  await cutOff.close();

  system.clock.advance(untilTheOutboxSends);
  await system.ended(caseId);
  const { body } = await system.as(anApplicant())('GET', `/v1/applications/${caseId}`);
  expect(body.decision).toMatchObject({ outcome: 'approved', decidedBy: 'person' });
  expect((await system.as(officer)('GET', `/v1/tasks/${id}`)).body.state).toBe('completed');
  expect(await system.prisma.outbox.count({ where: { kind: { not: 'personFacts' } } })).toBe(0);
});

it('a receipt does not wait for a Temporal server that hangs', async () => {
  const wire = await startWire(inject('temporalAddress'));
  const app = await system.start({ ROLE: 'api', TEMPORAL_ADDRESS: wire.address });
  expect(await until(async () => (await fetch(`${app.url}/ready`)).status === 200, 10_000)).toBe(true);
  wire.hang();
  const began = performance.now();
  const { status, body } = await app.submit(anApplicant(), submission(aPatient()), { prefer: 'wait=0' });
  expect([status, body.applications[0].status]).toEqual([202, 'received']);
  expect(performance.now() - began).toBeLessThan(5_000);
  wire.cut();
  await app.close();
});

it('the process is alive, and says that it is not ready for want of Temporal', async () => {
  const cutOff = await withoutTemporal();
  expect((await fetch(`${cutOff.url}/health`)).status).toBe(200);
  const ready = await fetch(`${cutOff.url}/ready`);
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'unready', unreached: ['temporal'] }]);
});

/** An API on the same database whose Temporal server does not answer. */
async function withoutTemporal(): Promise<App> {
  return system.start({ ROLE: 'api', TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}` });
}

/** A connection to the server that can be made to hang, as a network does. */
async function startWire(address: string) {
  const [host, port] = address.split(':');
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(port), host);
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    hang() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    cut() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function started(id: string): Promise<void> {
  const received = async () =>
    (await system.prisma.applicationCase.findUniqueOrThrow({ where: { id } })).runId !== null;
  expect(await until(received, 20_000)).toBe(true);
}
