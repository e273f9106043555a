import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  amounts,
  aRequest,
  commit,
  database,
  hospital,
  known,
  openDesk,
  other,
  pathOf,
  service,
} from './settlement-desk.ts';

openDesk();

describe('taking back', () => {
  it('reverses once, with what the claim contributed and nothing else', async () => {
    const [personRef, number] = [await known(), randomUUID()];
    await commit(personRef, {
      servedOn: '2026-01-05',
      lines: [{ kind: 'inpatient', total: '900.00', inScope: '900.00' }],
    });
    const before = await amounts(personRef);
    await commit(personRef, {}, number);
    const reversed = await service.call('PUT', `${pathOf(number)}/reversal`, { reason: 'wrongPerson' });
    expect(reversed).toMatchObject({
      status: 201,
      body: { state: 'reversed', reversal: { reason: 'wrongPerson', laterClaims: [] } },
    });
    expect(await amounts(personRef)).toEqual(before);
    const again = await other.call('PUT', `${pathOf(number)}/reversal`, { reason: 'wrongPerson' });
    expect([again.status, again.body]).toEqual([200, reversed.body]);
    const otherwise = await service.call('PUT', `${pathOf(number)}/reversal`, { reason: 'otherReason' });
    expect([otherwise.status, otherwise.body.code]).toEqual([409, 'STATE_CONFLICT']);
    expect((await service.call('GET', pathOf(number))).body).toEqual(reversed.body);
  });

  it('lists the claims since that profited from it, for correction', async () => {
    const personRef = await known();
    const visit = (number: string, kind: string) =>
      commit(personRef, { lines: [{ kind, total: '150.00', inScope: '150.00' }] }, number);
    const [first, later, unrelated] = [randomUUID(), randomUUID(), randomUUID()];
    await visit(first, 'ordinary');
    await visit(unrelated, 'inpatient');
    await visit(later, 'ordinary');
    const { body } = await service.call('PUT', `${pathOf(first)}/reversal`, { reason: 'wrongPerson' });
    expect(body.reversal.laterClaims).toEqual([{ institution: hospital, claimNumber: later }]);
  });

  it('gives part back: what remains is settled in its place', async () => {
    const [personRef, number, rest] = [await known(), randomUUID(), randomUUID()];
    await commit(personRef, {}, number);
    const refund = { reason: 'drugsReturned', lines: [{ line: 0, total: '120.00', inScope: '100.00' }] };
    const atOnce = [service, other, service, other];
    const answers = await Promise.all(atOnce.map((at) => at.call('PUT', `${pathOf(number)}/refunds/${rest}`, refund)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 201]);
    const { body } = answers[0]!;
    expect([body.claimNumber, body.replaces]).toEqual([rest, number]);
    expect(body).toMatchObject({ total: '280.00', inScope: '200.00', paid: '50.00', state: 'settled' });
    expect((await service.call('GET', pathOf(number))).body).toMatchObject({
      state: 'refunded',
      reversal: { replacedBy: rest },
    });
    expect((await amounts(personRef)).annual).toBe('50.00');
    expect((await service.call('PUT', `${pathOf(number)}/refunds/${rest}`, refund)).status).toBe(200);
    const twice = await service.call('PUT', `${pathOf(number)}/refunds/${randomUUID()}`, refund);
    expect([twice.status, twice.body.code]).toEqual([409, 'STATE_CONFLICT']);
    const tooMuch = { ...refund, lines: [{ line: 0, total: '281.00', inScope: '0.00' }] };
    expect((await service.call('PUT', `${pathOf(rest)}/refunds/${randomUUID()}`, tooMuch)).status).toBe(400);
  });

  it('corrects a claim of an earlier service year in that year', async () => {
    const [personRef, number, right] = [await known(), randomUUID(), randomUUID()];
    await commit(personRef, { servedOn: '2025-12-30' }, number);
    const correction = {
      reason: 'wrongAmount',
      claim: aRequest(personRef, {
        servedOn: '2025-12-31',
        lines: [{ kind: 'ordinary', total: '500.00', inScope: '500.00' }],
      }),
    };
    const { body } = await service.call('PUT', `${pathOf(number)}/corrections/${right}`, correction);
    expect(body).toMatchObject({ year: 2025, replaces: number, paid: '200.00', settledAt: '2026-03-01T17:00:00.000Z' });
    expect(await amounts(personRef, 2025)).toMatchObject({ annual: '200.00' });
    expect(await amounts(personRef)).toEqual({});
    const moved = { reason: 'wrongDay', claim: { ...correction.claim, servedOn: '2026-01-02' } };
    expect((await service.call('PUT', `${pathOf(right)}/corrections/${randomUUID()}`, moved)).body).toMatchObject({
      year: 2026,
      paid: '200.00',
    });
    expect(await amounts(personRef, 2025)).toEqual({});
    const stranger = { reason: 'wrongPerson', claim: aRequest(await known()) };
    expect((await service.call('PUT', `${pathOf(number)}/corrections/${randomUUID()}`, stranger)).status).toBe(400);
  });

  it('keeps what was settled: rows are never rewritten', async () => {
    const number = randomUUID();
    await commit(await known(), {}, number);
    const where = { institution_claimNumber: { institution: hospital, claimNumber: number } };
    await expect(database.prisma.claim.update({ where, data: { year: 1999 } })).rejects.toThrow(
      'permission denied for table Claim',
    );
  });
});
