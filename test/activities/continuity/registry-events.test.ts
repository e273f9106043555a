/** What cannot be carried out is set aside whole, raises an alarm, and is tried again. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PublishedPolicies } from '../../../store/policies/published-policies.ts';
import { isDomainError } from '../../../domain/errors.ts';
import { outboxMessages } from '../../../store/outbox/outbox-messages.ts';
import { openContinuity } from '../continuity.ts';

let office: Awaited<ReturnType<typeof openContinuity>>;
let openRegion: PublishedPolicies['openRegion'];
beforeAll(async () => {
  office = await openContinuity();
  ({ openRegion } = office.inForce);
});
afterAll(() => office.close());
afterEach(() => Object.assign(office.inForce, { openRegion }));

const at = '2026-06-01T02:00:00.000Z';

async function reported(
  personId: string,
  kind: string,
  data: object,
  on = '2026-06-01',
  corrects: string | null = null,
): Promise<string> {
  const id = `register/${randomUUID()}`;
  await office.prisma.registryEvent.create({
    data: {
      id,
      source: 'register',
      personId,
      kind,
      on: new Date(on),
      corrects,
      bodyHash: '',
      data: { region: 'rizhao', ...data },
      receivedAt: new Date(at),
      sentBy: 'register',
    },
  });
  await office.prisma.outbox.create({
    data: {
      id: outboxMessages.registryEvent(id),
      kind: 'registryEvent',
      payload: { personId },
      notBefore: new Date(at),
    },
  });
  return id;
}

/** The pack as printed: nobody has said whether a recognition moves along. */
function undecidedPolicy(): void {
  const { policy, reference } = openRegion('rizhao');
  const silent = { ...policy.continuity.carriesOverBetweenInsuranceTypes, value: null };
  Object.assign(office.inForce, {
    openRegion: () => ({ policy: { ...policy, continuity: { carriesOverBetweenInsuranceTypes: silent } }, reference }),
  });
}

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => (isDomainError(error) ? error.code : error),
  );

describe('events of one person', () => {
  it('come in the order of the days on which they count, not of their arrival', async () => {
    const { personId } = await office.recognised();
    const later = await reported(personId, 'insuranceResumed', { insuranceType: 'resident' }, '2026-05-20');
    const earlier = await reported(personId, 'insuranceLapsed', { insuranceType: 'resident' }, '2026-05-01');
    expect((await office.registers.nextRegistryEvent({ personId }))!.event.id).toBe(earlier);
    await office.registers.closeRegistryEvent({ eventId: earlier, at });
    expect((await office.registers.nextRegistryEvent({ personId }))!.event.id).toBe(later);
    await office.registers.closeRegistryEvent({ eventId: later, at });
    expect(await office.registers.nextRegistryEvent({ personId })).toBeNull();
  });

  it('are applied once each, though they be brought twice', async () => {
    const { caseId, personId } = await office.recognised();
    const eventId = await reported(personId, 'insuranceLapsed', { insuranceType: 'resident' });
    const before = office.changes().length;
    await office.registers.applyToRecognition({ caseId, eventId, at });
    expect(await office.registers.applyToRecognition({ caseId, eventId, at })).toMatchObject({
      does: 'suspend',
      from: '2026-06-01',
    });
    expect(office.changes().slice(before)).toMatchObject([{ kind: 'suspend', key: `${caseId}:registry:${eventId}` }]);
  });

  it('wait for the number of a recognition that is not filed yet', async () => {
    const { caseId, personId } = await office.receivedCase();
    await office.decide(caseId);
    const eventId = await reported(personId, 'died', {});
    expect(await code(office.registers.applyToRecognition({ caseId, eventId, at }))).toBe('DEPENDENCY_UNAVAILABLE');
  });
});

describe('a change of insurance where nobody has said what becomes of the recognition', () => {
  it('changes nothing, at the settlement service or here', async () => {
    const { caseId, personId } = await office.recognised();
    const eventId = await reported(personId, 'insuranceTypeChanged', { from: 'resident', to: 'employee' });
    undecidedPolicy();
    const before = office.changes().length;
    expect(await code(office.registers.applyToRecognition({ caseId, eventId, at }))).toBe('PARAMETER_NOT_CONFIGURED');
    expect(office.changes()).toHaveLength(before);
    expect(await office.caseOf(caseId)).toMatchObject({ recognitionState: null, insuranceType: 'resident' });
  });

  it('is set aside with an alarm, holds up no other event, and is brought again an hour later until it can be applied', async () => {
    const { caseId, personId } = await office.recognised();
    const eventId = await reported(personId, 'insuranceTypeChanged', { from: 'resident', to: 'employee' });
    await office.registers.setRegistryEventAside({ eventId, problem: 'PARAMETER_NOT_CONFIGURED', at });
    expect(await office.registers.nextRegistryEvent({ personId })).toBeNull();
    const alarm = () => office.prisma.alarm.findUnique({ where: { id: `registryEvent:${eventId}` } });
    expect(await alarm()).toMatchObject({ problem: 'PARAMETER_NOT_CONFIGURED', clearedAt: null });

    await office.reconciling.requeueUnderWay({ at: '2026-06-01T02:59:00.000Z' });
    expect(await office.registers.nextRegistryEvent({ personId })).toBeNull();
    await office.reconciling.requeueUnderWay({ at: '2026-06-01T03:01:00.000Z' });
    expect((await office.registers.nextRegistryEvent({ personId }))!.event).toMatchObject({
      id: eventId,
      from: 'resident',
      to: 'employee',
    });

    await office.registers.applyToRecognition({ caseId, eventId, at });
    await office.registers.closeRegistryEvent({ eventId, at });
    expect(await alarm()).toMatchObject({ clearedAt: new Date(at) });
    expect(await office.caseOf(caseId)).toMatchObject({ insuranceType: 'employee' });
  });
});

describe('a recognition that was ended by mistake', () => {
  /** Of one person, so that neither is read before it is theirs. */
  async function heldBy(personId: string | undefined, disease: string) {
    const received = await office.receivedCase();
    const owner = personId ?? received.personId;
    await office.prisma.applicationCase.update({
      where: { id: received.caseId },
      data: { personId: owner, disease },
    });
    await office.decide(received.caseId);
    await office.filing.fileEntitlement({ caseId: received.caseId, opening: 0, at: '2026-03-02T01:00:00.000Z' });
    return { caseId: received.caseId, personId: owner };
  }

  it('does not come back beside one that has taken its place meanwhile', async () => {
    const { caseId, personId } = await heldBy(undefined, 'chronicHepatitisB');
    const death = await reported(personId, 'died', {});
    await office.registers.applyToRecognition({ caseId, eventId: death, at });
    expect(await office.caseOf(caseId)).toMatchObject({ recognitionState: 'ended' });
    await heldBy(personId, 'liverCirrhosis');
    const retracted = await reported(personId, 'retracted', {}, '2026-06-01', death);
    expect(await code(office.registers.applyToRecognition({ caseId, eventId: retracted, at }))).toBe('STATE_CONFLICT');
    expect(await office.caseOf(caseId)).toMatchObject({ recognitionState: 'ended', holdsPlace: false });
  });
});
